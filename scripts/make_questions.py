"""Write docs/questions.md from the headers of the queries in queries/.

python scripts/make_questions.py            writes the file
python scripts/make_questions.py --check    exits 1 if the file is not what the queries give
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from innograph.explore.query import Question, questions
from innograph.ontology import Ontology

TARGET = Path(__file__).resolve().parent.parent / "docs" / "questions.md"

HEAD = """\
# Questions that have a name

<!-- Written by scripts/make_questions.py from queries/*.rq: change those, and run it again. -->

`innograph query` lists them, `innograph query NAME` asks one of the graph in `build/`. A parameter narrows the answer,
and one that is not given leaves it open; names of things are looked up among all their labels, whatever the case, and
IRIs are taken as they are. `--format csv`, `json`, `md` or (for a network) `ttl` hands the answer on.

From Python the same is `innograph.open_graph("build").query("rankings", subject="Shandong")`: rows to go through,
`to_pandas()`, a table in a notebook.

Answers name their evidence: the sentence that says so (`quote`), the document, and its address where it has one.

A question of your own is a `.rq` file: ask it by its path, or put it in `queries/` of a folder given as `--ontology` to
ask it by name. Comments at its head say what it asks, which of its variables are parameters, and an example:

```sparql
# question: Which regions are told to have at least so many of something?
# param indicator: indicator, what is counted
# param least: number, the least that the words must allow
# example: indicator="high-tech enterprises" least=20000
SELECT DISTINCT ?region ?indicator ?lower ?quote ?least WHERE {
  ?claim a inno:ObservationClaim ;
    schema:observationAbout ?region ;
    schema:variableMeasured ?indicator ;
    inno:lowerBound ?lower ;
    inno:evidence/oa:hasSelector/oa:exact ?quote .
  FILTER(COALESCE(?lower >= ?least, true))
}
ORDER BY DESC(?lower) ?region
```

- A parameter is `text`, `number`, `year`, `date`, `thing`, or what a class is called: `region`, `enterprise`,
  `indicator`, `schema:Person`. It has to be among the variables that the query selects.
- Prefixes that the ontology uses need not be declared. All graphs are asked at once; write `SELECT DISTINCT`, as a
  triple that stands in two graphs is found twice.
- `COALESCE(condition, true)` holds where the parameter is left open. `BOUND` does not tell whether it was given.
- Write `MINUS`, or `OPTIONAL` and `!BOUND`, where you would write `FILTER NOT EXISTS`, which is slow.
- A query cannot change the graph, and cannot ask other servers (`SERVICE`).
"""


def document(known: list[Question]) -> str:
    """The text of the document."""
    return "\n".join([HEAD, *(line for question in known for line in section(question))])


def section(question: Question) -> Iterator[str]:
    """The lines on one question."""
    yield f"## {question.name}\n\n{question.question}\n"
    for parameter in question.parameters:
        yield f"- `{parameter.name}` ({parameter.kind}): {parameter.description}"
    example = "".join(f" --param {shlex.quote(f'{name}={value}')}" for name, value in question.example.items())
    space = "\n" if question.parameters else ""
    yield f"{space}```sh\ninnograph query {question.name}{example}\n```\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it."""
    text = document(questions(Ontology()))
    if "--check" in arguments:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
