"""Writes small PDFs, so that the tests say exactly what stands on a page, where, and how large."""

from __future__ import annotations

Line = tuple[int, int, str]  # size in points, height on the page in points, words


def pdf(pages: list[list[Line]], info: str = "") -> bytes:
    """A PDF with one text line for each entry of a page; `info` is the inside of its information dictionary."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        stream = "\n".join(f"/F1 {size} Tf 1 0 0 1 72 {height} Tm ({words}) Tj" for size, height, words in lines)
        stream = f"BT\n{stream}\nET"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        bodies.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode())
    bodies.append(f"<< {info} >>".encode())
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, size - 1, len(file))
    )
