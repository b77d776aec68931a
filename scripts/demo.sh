#!/usr/bin/env bash
# make demo: the whole path, each step shown as the command that a reader would type.
# usage: scripts/demo.sh DOCUMENTS…, with innograph on the path
set -euo pipefail
export INNOGRAPH_OUT="${INNOGRAPH_OUT:-build}"

bold() { if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi; }

# Shows a command and runs it. 1 is "done, with findings", which innograph has told of already.
run() {
  local status=0
  printf '$ %s\n' "$(printf '%q ' "$@")"
  "$@" || status=$?
  [ "$status" -le 1 ] || exit "$status"
  echo
}

ask() { # the question in words, then a named query with its parameters
  bold "$1"
  shift
  run innograph query "$@"
}

bold "1. Build: read the documents, extract their claims, validate, store"
run innograph build "$@" --pictures

bold "2. Validate what was built against the SHACL shapes"
run innograph validate "$INNOGRAPH_OUT"

bold "3. Ask"
echo
ask "Whom does Shandong fund, for what, and with how much?" who-funds-whom --param funder=Shandong
ask "Who masters nylon 12, and who else in the world?" who-masters-what --param "material=nylon 12"
ask "Which regions work together?" regions-that-work-together
ask "Where does Shandong rank, and in what scope?" rankings --param subject=Shandong
ask "How does an indicator develop over time, and which sentence says so?" \
  indicator-over-time --param subject=Shandong --param "indicator=high-tech enterprises"
bold "What does not add up?"
run innograph conflicts

bold "4. Everything that is said of one material, in the words that say it"
run innograph explain "nylon 12"

bold "5. What there is"
run innograph stats

cat <<END
Built in $INNOGRAPH_OUT/:
  innograph.ttl  innograph.trig     the graph, to read or to load elsewhere
  graph.svg  graph.png  graph.html  the picture; open the page in a browser: hover, search, filter
  claims.jsonl  report.json         the claims with their evidence; what the build did
  archive.sqlite                    the documents as read: what the next build need not do again

Try next (. .venv/bin/activate first):
  innograph query                                     # all questions that have names
  innograph query 'SELECT ?who ?what { ?who inno:masters ?what }'
  innograph explain Shandong
  innograph draw shandong.html --focus Shandong --hops 1
  innograph extract YOUR.txt --format table           # a document of your own
END
