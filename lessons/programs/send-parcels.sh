#!/bin/sh
# Hands every line of a list (NAME:GRAMS:ZONE) to ./stamp, and counts what went wrong. It is terse
# and careless, as many scripts are that have been at work for years: which parcel failed, or why,
# it doesn't say, and its variables stand without quotes.
f=0 n=0
while IFS=: read -r a b c; do
  n=$((n + 1))
  ./stamp $a "$b" "$c" || f=$((f + 1))
done <"$1"
test $f = 0 || { echo "send-parcels: $f of $n failed"; exit 1; }
echo "send-parcels: all $n sent"
