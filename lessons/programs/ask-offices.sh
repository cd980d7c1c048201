#!/bin/sh
# Asks every office of a list (THINGS OFFICE, a line each), one after the other, by a client of its
# own for each. The script itself does next to nothing.
while read -r things office; do
  ./clerk "$things" "$office"
done <"$1"
