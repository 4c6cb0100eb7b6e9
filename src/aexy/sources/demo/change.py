"""What a change says and touches: its message, its files, its trailers."""

from collections import deque
from typing import NamedTuple

from aexy.kernel.commits import CommitRecord, FileChange, Signature
from aexy.sources.demo.crew import Member
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.organization import DAYS, Repository
from aexy.sources.demo.tree import Tree
from aexy.sources.demo.vocabulary import words

PROVIDER = ("GitHub", "noreply@github.com")
DEPENDENCY_BOT = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
RELEASE_BOT = ("acme-release[bot]", "2718281+acme-release[bot]@users.noreply.github.com")
AGENT = ("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com")
_MOST_FOLDERS = 40
_LATER = 30
_OPEN_FOLDER = 8
# Renames, generated files, vendored files and moved folders, by their upper limits.
_RARE = (26, 54, 58, 60)


class Draft(NamedTuple):
    """A change somebody wrote: the first line, what follows it, its trailers and its files."""

    title: str
    body: str
    trailers: tuple[str, ...]
    files: tuple[FileChange, ...]

    @property
    def is_revert(self) -> bool:
        """Whether it takes another change back."""
        return self.title.startswith("Revert ")

    def message(self, suffix: str = "") -> str:
        """The whole message; `suffix` is what a provider adds to the first line."""
        parts = [self.title + suffix, self.body, "\n".join(self.trailers)]
        return "\n\n".join(part for part in parts if part) + "\n"


class Pen:
    """Writes one repository's changes. Remembers the last few, because some are taken back."""

    def __init__(
        self,
        repository: Repository,
        nouns: tuple[str, ...],
        members: tuple[Member, ...],
        tree: Tree,
        dice: Dice,
        *,
        versions: int = 0,
    ) -> None:
        self._nouns = nouns
        self._members = members
        self._dice = dice
        self._conventional = repository.index % 3 == 0
        self._recent: deque[CommitRecord] = deque(maxlen=_LATER)
        # How many were cut: a fork has its original's tags, so it counts on.
        self.versions = versions
        self._folders = 4
        self.tree = tree

    def remember(self, commit: CommitRecord) -> None:
        """It is on the default branch now, so somebody may take it back."""
        self._recent.append(commit)

    def write(self, member: Member, day: int) -> Draft:
        """The next change of this person."""
        bits = self._dice.bits()
        if bits & 127 == 0 and self._recent:
            return self._revert(member, day)
        title = self._title(bits)
        files = self._files(bits >> 20 & 1023)
        body = words().bodies[(bits >> 32) % len(words().bodies)] if bits >> 40 & 7 < 2 else ""  # noqa: PLR2004 - a quarter
        return Draft(title, body, self._trailers(member, day, bits >> 44), files)

    def bump(self) -> Draft:
        """What the dependency bot proposes."""
        package, minor = self._dice.pick(words().packages), self._dice.between(1, 30)
        title = f"Bump {package} from 2.{minor}.0 to 2.{minor + 1}.{self._dice.below(4)}"
        return Draft(title, "Updates the requirement and the lock file.", (), self.tree.bump())

    def release(self) -> Draft:
        """A version is cut."""
        self.versions += 1
        version = f"{1 + self.versions // 12}.{self.versions % 12}.0"
        return Draft(f"Release {version}", "", (), self.tree.release(version))

    def begin(self) -> Draft:
        """The first commit of all."""
        return Draft("Begin", "", (), self.tree.begin())

    def _title(self, bits: int) -> str:
        kind, template = words().changes[(bits >> 7 & 0xFFF) % len(words().changes)]
        noun = self._nouns[(bits >> 50 & 255) % len(self._nouns)]
        text = template.format(noun=noun, suffix=words().suffixes[(bits >> 58) % len(words().suffixes)])
        return f"{kind}({noun}): {text[0].lower()}{text[1:]}" if self._conventional else text

    def _files(self, chance: int) -> tuple[FileChange, ...]:
        """Of 1,024 changes nearly all are ordinary edits."""
        tree = self.tree
        if self._folders < _MOST_FOLDERS and chance < _OPEN_FOLDER:
            self._folders += 1
            return tree.open_folder()
        for limit, rare in zip(_RARE, (tree.rename, tree.generate, tree.vendor, tree.move_folder), strict=True):
            if chance < limit:
                return rare()
        return tree.edit()

    def _trailers(self, member: Member, day: int, bits: int) -> tuple[str, ...]:
        found = []
        if bits & 31 == 0:
            other = self._members[(bits >> 5 & 31) % len(self._members)]
            if other.person is not member.person and other.rhythm.closes[day]:
                found.append(f"Co-authored-by: {other.person.name} <{other.person.email}>")
        if (bits >> 10) % 1000 < member.person.uses_ai * (day + DAYS // 5) // DAYS:
            found.append(words().agents[member.person.index % len(words().agents)])
        return tuple(found)

    def _revert(self, member: Member, day: int) -> Draft:
        taken_back = self._dice.pick(self._recent)
        subject = taken_back.message.partition("\n")[0]
        files = tuple(
            FileChange(each.path, None, each.deletions, each.additions)
            for each in taken_back.files or ()
            if not each.old_path
        )
        if not files or taken_back.message.startswith("Revert") or not member.rhythm.closes[day]:
            return self.write(member, day)
        return Draft(f'Revert "{subject}"', f"This reverts commit {taken_back.sha.hex()}.", (), files)


def signed(who: tuple[str, str], instant: int, offset: int = 0) -> Signature:
    """A signature of a bot or of the provider, whose clocks run in UTC."""
    return Signature(who[0], who[1], instant, offset)
