"""Case folding, frozen: the same letters match on every engine and in every Python.

Python's own `str.lower` follows the Unicode version it was built with, and engines differ from
it and from one another; a score must not. The table holds every letter whose lower case is one
code point (Unicode 14.0.0), final sigma and long s; `İ` stays itself.
"""

_RUNS = """
    41:61:26:1 c0:e0:23:1 d8:f8:7:1 100:101:24:2 132:133:3:2 139:13a:8:2 14a:14b:23:2 178:ff
    179:17a:3:2 17f:73 181:253 182:183:2:2 186:254 187:188 189:256:2:1 18b:18c 18e:1dd 18f:259
    190:25b 191:192 193:260 194:263 196:269 197:268 198:199 19c:26f 19d:272 19f:275 1a0:1a1:3:2
    1a6:280 1a7:1a8 1a9:283 1ac:1ad 1ae:288 1af:1b0 1b1:28a:2:1 1b3:1b4:2:2 1b7:292 1b8:1b9 1bc:1bd
    1c4:1c6 1c5:1c6 1c7:1c9 1c8:1c9 1ca:1cc 1cb:1cc:9:2 1de:1df:9:2 1f1:1f3 1f2:1f3:2:2 1f6:195
    1f7:1bf 1f8:1f9:20:2 220:19e 222:223:9:2 23a:2c65 23b:23c 23d:19a 23e:2c66 241:242 243:180
    244:289 245:28c 246:247:5:2 370:371:2:2 376:377 37f:3f3 386:3ac 388:3ad:3:1 38c:3cc 38e:3cd:2:1
    391:3b1:17:1 3a3:3c3:9:1 3c2:3c3 3cf:3d7 3d8:3d9:12:2 3f4:3b8 3f7:3f8 3f9:3f2 3fa:3fb
    3fd:37b:3:1 400:450:16:1 410:430:32:1 460:461:17:2 48a:48b:27:2 4c0:4cf 4c1:4c2:7:2 4d0:4d1:48:2
    531:561:38:1 10a0:2d00:38:1 10c7:2d27 10cd:2d2d 13a0:ab70:80:1 13f0:13f8:6:1 1c90:10d0:43:1
    1cbd:10fd:3:1 1e00:1e01:75:2 1e9e:df 1ea0:1ea1:48:2 1f08:1f00:8:1 1f18:1f10:6:1 1f28:1f20:8:1
    1f38:1f30:8:1 1f48:1f40:6:1 1f59:1f51:4:2 1f68:1f60:8:1 1f88:1f80:8:1 1f98:1f90:8:1
    1fa8:1fa0:8:1 1fb8:1fb0:2:1 1fba:1f70:2:1 1fbc:1fb3 1fc8:1f72:4:1 1fcc:1fc3 1fd8:1fd0:2:1
    1fda:1f76:2:1 1fe8:1fe0:2:1 1fea:1f7a:2:1 1fec:1fe5 1ff8:1f78:2:1 1ffa:1f7c:2:1 1ffc:1ff3
    2126:3c9 212a:6b 212b:e5 2132:214e 2160:2170:16:1 2183:2184 24b6:24d0:26:1 2c00:2c30:48:1
    2c60:2c61 2c62:26b 2c63:1d7d 2c64:27d 2c67:2c68:3:2 2c6d:251 2c6e:271 2c6f:250 2c70:252
    2c72:2c73 2c75:2c76 2c7e:23f:2:1 2c80:2c81:50:2 2ceb:2cec:2:2 2cf2:2cf3 a640:a641:23:2
    a680:a681:14:2 a722:a723:7:2 a732:a733:31:2 a779:a77a:2:2 a77d:1d79 a77e:a77f:5:2 a78b:a78c
    a78d:265 a790:a791:2:2 a796:a797:10:2 a7aa:266 a7ab:25c a7ac:261 a7ad:26c a7ae:26a a7b0:29e
    a7b1:287 a7b2:29d a7b3:ab53 a7b4:a7b5:8:2 a7c4:a794 a7c5:282 a7c6:1d8e a7c7:a7c8:2:2 a7d0:a7d1
    a7d6:a7d7:2:2 a7f5:a7f6 ff21:ff41:26:1 10400:10428:40:1 104b0:104d8:36:1 10570:10597:11:1
    1057c:105a3:15:1 1058c:105b3:7:1 10594:105bb:2:1 10c80:10cc0:51:1 118a0:118c0:32:1
    16e40:16e60:32:1 1e900:1e922:34:1
"""


def _expand(runs: str) -> dict[int, int]:
    """Expand `from:to:count:step` runs (hexadecimal code points) to a table."""
    table: dict[int, int] = {}
    for run in runs.split():
        upper, lower, count, step = (*(int(part, 16) for part in run.split(":")[:2]), *_tail(run))
        for i in range(0, count * step, step):
            table[upper + i] = lower + i
    return table


def _tail(run: str) -> tuple[int, int]:
    parts = run.split(":")[2:]
    return (int(parts[0]), int(parts[1])) if parts else (1, 1)


FOLD: dict[int, int] = _expand(_RUNS)
"""Code point → folded code point."""

PARTNERS: dict[str, str] = {}
"""Folded letter → all letters that fold to it, in code point order."""
for _upper, _lower in sorted(FOLD.items()):
    PARTNERS[chr(_lower)] = PARTNERS.get(chr(_lower), "") + chr(_upper)


def fold(text: str) -> str:
    """`text` with every letter folded; idempotent.

    >>> fold("É Σς K")
    'é σσ k'
    """
    return text.lower() if text.isascii() else text.translate(FOLD)


def cased_letters(texts: object) -> str:
    """The letters in folded `texts` that have partners to fold, sorted, each once."""
    letters = {letter for text in texts for letter in text}  # type: ignore[attr-defined]
    return "".join(sorted(letter for letter in letters if letter in PARTNERS))
