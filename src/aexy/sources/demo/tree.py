"""The files of a made-up repository as it grows: most changes touch a few known places, some make or move files."""

from aexy.kernel.commits import FileChange
from aexy.sources.demo.dice import Dice, early
from aexy.sources.demo.vocabulary import Kind, words

# Lines of an ordinary change: many small, few large; drawn by ten bits.
_LINES = (
    *(1 + step // 40 for step in range(600)),
    *(16 + step // 10 for step in range(360)),
    *(52 + step * step // 9 for step in range(64)),
)
_MOST_FILES = 4_000


class Tree:
    """What exists, folder by folder. Each method changes it and says what the change was, path by path, none twice."""

    def __init__(self, kind: Kind, nouns: tuple[str, ...], dice: Dice) -> None:
        self._kind = kind
        self._nouns = nouns
        self._dice = dice
        self._folders: list[list[str]] = []
        self._known: set[str] = set()

    def begin(self) -> tuple[FileChange, ...]:
        """The first commit: a few folders, a read-me, the build."""
        kind = self._kind
        begun = [FileChange("README.md", None, 24, 0), FileChange(kind.manifest, None, 31, 0)]
        begun += [FileChange(kind.lock, None, 640, 0), FileChange(".gitignore", None, 12, 0)]
        for noun in self._nouns[:4]:
            self._folders.append([])
            begun += [self._made(len(self._folders) - 1, noun) for _ in range(3)]
        return tuple({change.path: change for change in begun}.values())

    def edit(self) -> tuple[FileChange, ...]:
        """An ordinary change: a few files of one folder, often with their test, now and then a new one."""
        bits = self._dice.bits()
        place = early(bits, len(self._folders))
        folder = self._folders[place]
        count = (1, 1, 1, 2, 2, 3, 4, 6)[bits & 7]
        sizes = self._dice.bits()
        at = early(sizes, len(folder))
        touched = []
        for step in range(min(count, len(folder))):
            path = folder[(at + step) % len(folder)]
            touched.append(FileChange(path, None, _LINES[sizes & 1023], _LINES[(sizes >> 10 & 1023) * 3 >> 2]))
            sizes = sizes >> 7 | (sizes & 127) << 57
        rare = bits >> 3 & 127
        if rare < 40:  # noqa: PLR2004 - three of ten bring their test
            self._with_test(touched, sizes)
        if rare < 14 and len(self._known) < _MOST_FILES:  # noqa: PLR2004 - one of nine makes a file
            touched.append(self._made(place, self._dice.pick(self._nouns)))
        elif rare > 121:  # noqa: PLR2004 - one of twenty touches something beside the code
            touched.append(self._other())
        return tuple(touched)

    def rename(self) -> tuple[FileChange, ...]:
        """One file moves, and changes a little on the way."""
        place = self._dice.below(len(self._folders))
        at = self._dice.below(len(self._folders[place]))
        old = self._folders[place][at]
        made = self._made(place, self._dice.pick(self._nouns))
        self._folders[place].pop()
        self._folders[place][at] = made.path
        self._known.discard(old)
        return (FileChange(made.path, old, self._dice.below(9), self._dice.below(7)),)

    def move_folder(self) -> tuple[FileChange, ...]:
        """Up to twenty files of one folder move together, unchanged."""
        place = self._dice.below(len(self._folders))
        folder = self._folders[place]
        marker = f"{self._kind.root}/v{self._dice.between(2, 99)}/"
        moved = []
        for at, old in enumerate(folder[:20]):
            path = marker + old.removeprefix(f"{self._kind.root}/")
            if path not in self._known:
                moved.append(FileChange(path, old, 0, 0))
                self._known.add(path)
                self._known.discard(old)
                folder[at] = path
        return tuple(moved)

    def bump(self) -> tuple[FileChange, ...]:
        """What a dependency bot does: one line of the manifest, many of the lock file."""
        lines = self._dice.between(4, 60)
        return (FileChange(self._kind.manifest, None, 1, 1), FileChange(self._kind.lock, None, lines, lines - 2))

    def generate(self) -> tuple[FileChange, ...]:
        """Generated code written anew."""
        path = self._kind.generated.format(noun=self._dice.pick(self._nouns))
        return (FileChange(path, None, self._dice.between(80, 1900), self._dice.between(20, 900)),)

    def vendor(self) -> tuple[FileChange, ...]:
        """A copy of somebody else's code comes in."""
        noun = self._dice.pick(self._nouns)
        paths = [self._kind.vendored.format(noun=noun, suffix=suffix) for suffix in words().suffixes[:7]]
        return tuple(FileChange(path, None, self._dice.between(30, 700), self._dice.below(40)) for path in paths)

    def release(self, version: str) -> tuple[FileChange, ...]:
        """What is written when a version is cut."""
        return (FileChange("CHANGELOG.md", None, 6 + len(version), 0), FileChange(self._kind.manifest, None, 1, 1))

    def open_folder(self) -> tuple[FileChange, ...]:
        """A new part of the code begins."""
        self._folders.append([])
        noun = self._nouns[len(self._folders) % len(self._nouns)]
        return tuple(self._made(len(self._folders) - 1, noun) for _ in range(3))

    def _made(self, place: int, noun: str) -> FileChange:
        """A new file of a folder, under a name nobody has."""
        kind, folder = self._kind, _folder(self._nouns, place)
        suffix = self._dice.pick(words().suffixes)
        path, twin = f"{kind.root}/{folder}/{_stem(kind.style, noun, suffix)}.{kind.extension}", 2
        while path in self._known:
            path = f"{kind.root}/{folder}/{_stem(kind.style, noun, suffix + str(twin))}.{kind.extension}"
            twin += 1 + self._dice.below(7)
        self._known.add(path)
        self._folders[place].append(path)
        return FileChange(path, None, self._dice.between(18, 160), 0)

    def _with_test(self, touched: list[FileChange], sizes: int) -> None:
        folder, _, name = touched[0].path.removeprefix(f"{self._kind.root}/").rpartition("/")
        stem = name.rpartition(".")[0]
        test = self._kind.test.format(dir=folder, stem=stem)
        path = f"{self._kind.root}/{folder}/{test}" if self._kind.tests_beside else test
        touched.append(FileChange(path, None, _LINES[sizes & 1023], _LINES[sizes >> 10 & 511]))

    def _other(self) -> FileChange:
        path = self._dice.pick(self._kind.other).format(noun=self._dice.pick(self._nouns))
        return FileChange(path, None, self._dice.between(1, 60), self._dice.below(30))


def _folder(nouns: tuple[str, ...], place: int) -> str:
    round_, at = divmod(place, len(nouns))
    return nouns[at] if not round_ else f"{nouns[at]}/{nouns[(at + round_) % len(nouns)]}{round_}"


def _stem(style: str, noun: str, suffix: str) -> str:
    if style == "pascal":
        return noun.capitalize() + suffix.capitalize()
    return noun + ("-" if style == "kebab" else "_") + suffix
