"""Reads the ledger of the target of bench/dispatch: work orders a second, and whether each is there once, the most urgent first."""
import datetime
import json
import re
import sys


def at(text):
    """Seconds; the fraction has as many digits as it needs."""
    whole, fraction = re.fullmatch(r"([^.+]*)(?:\.(\d+))?\+00:00", text).groups()
    return datetime.datetime.fromisoformat(whole + "+00:00").timestamp() + float("0." + (fraction or "0"))


made, seen, twice = [], set(), 0
for line in open(sys.argv[2], encoding="utf-8"):
    request = json.loads(line)
    request = {name.lower(): value for name, value in request.items()}
    if request["method"] != "POST" or request["status"] != 201:
        continue
    if request["key"] in seen:
        twice += 1
    seen.add(request["key"])
    made.append((at(request["at"]), json.loads(request["body"]).get("priority")))

if sys.argv[1] == "throughput":
    part = made[len(made) // 10 : len(made) * 9 // 10]
    rate = (len(part) - 1) / (part[-1][0] - part[0][0])
    print(f"{len(made)} work orders, {twice} twice; {rate:.0f} a second between the first and the last tenth, {rate / (32 / 0.05):.2f} of 32 / 0.05 s")
else:
    late = sum(1 for before, after in zip(made, made[1:]) if str(before[1]) > str(after[1]))
    counts = {p: sum(1 for m in made if m[1] == p) for p in sorted({m[1] for m in made}, key=str)}
    print(f"{len(made)} work orders, {twice} twice; by priority {counts}; a more urgent one came right after a less urgent one {late} times")
