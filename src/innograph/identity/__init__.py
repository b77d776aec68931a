"""Who is who: names folded to keys, names that the ontology knows, pairs that people have decided, and likeness."""
