# SPDX-License-Identifier: MIT
# Numbers and columns as people read them, and text from outside that may not control a terminal.

def commas: tostring | if length > 3 then (.[:-3] | commas) + "," + .[-3:] else . end;
def plural($noun): "\(commas) \($noun)\(if . == 1 then "" else "s" end)";
def bytes:
	if . < 1000 then "\(.) bytes"
	elif . < 999950 then "\((. / 100 | round) / 10) kB"
	elif . < 999950000 then "\((. / 100000 | round) / 10) MB"
	else "\((. / 10000000 | round) / 100) GB" end;
def shown: explode
	| map(if . < 32 or (. >= 127 and . < 160) or . == 8206 or . == 8207
		or (. >= 8232 and . <= 8238) or (. >= 8294 and . <= 8297) then 63 else . end)
	| implode;
def padded($width): . + (" " * ([$width - length, 0] | max) // "");
def right($width): (" " * ([$width - length, 0] | max) // "") + .;
