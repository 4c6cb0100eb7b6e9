"""What speaks for which type of a commit, and how much: every number the guess is made of.

The words were chosen by hand; how much each weighs was fitted (a multinomial regression, rounded to a tenth, what is
under 0.2 left out) on 2,000 commits at most of each of fifteen public repositories with conventional histories.
bench/README.md names them, and others that the result was tried on. A word stands for its usual forms: fix, fixes,
fixed, fixing. One behind `^` weighs as much again where the line begins with it.

Words that name a type (fix, test, refactor …) are weighed by hand: who writes "fix:" does not say "fix" again, so that
histories with a hidden prefix say the opposite of others.
"""

PRIOR = "feat+0.7 fix+1.8 refactor+0.2 chore+1.3 docs+0.6 test-0.8 style-1.3 perf-1.4 build-0.6 ci-0.5"
"""What every commit begins with: how common a type is."""

PATHS = """
CI                        feat-0.4 fix-0.9 refactor-0.4 docs-0.8 test-0.4 style-0.3 build+1.5 ci+1.8
manifests or lock files   feat+0.8 refactor+0.3 chore+0.9 docs-1.0 test+0.8 style-0.8 perf+0.4 build+0.6 ci-1.9
no source                 feat-0.5 fix-0.3 refactor-0.5 docs+1.0 test+0.7 style-0.2 perf-1.3 ci+0.9
no files                  feat-0.2 fix+0.3 refactor-0.3 chore+0.7 test-0.2 style-0.3
only build files          feat+0.2 refactor-0.3 chore+0.8 docs-2.1 test-0.4 style-0.4 perf-0.2 build+1.9 ci+0.4
only CI                   feat-0.5 refactor-0.5 chore+0.8 docs-0.8 test-0.5 ci+0.8
only documentation        feat-0.2 fix+0.2 chore+0.9 docs+2.8 test-1.6 style+1.1 perf-0.3 build-1.1 ci-1.7
only manifests            feat+0.2 fix+0.7 refactor-0.4 chore+0.9 docs-0.9 test-1.1 style-0.8 perf-0.4 build+0.3 ci+1.5
only tests                feat-0.9 refactor+1.1 chore+0.4 docs-1.7 test+2.4 style+0.3 build-1.0 ci-0.6
only tool settings        feat-0.4 refactor-0.3 chore+1.2 docs-1.7 test-0.2 style+0.3 build+0.8 ci+0.2
source                    feat+1.1 fix+0.9 refactor+0.9 docs-0.7 test-0.9 style-0.2 perf+0.6 build-0.5 ci-1.1
source and documentation  feat+0.8 fix-0.9 refactor-0.5 docs+1.8 test-1.2 style+0.4 build-0.2 ci-0.3
source and tests          feat+0.5 fix+0.5 refactor+0.3 docs-1.6 test+1.3 style+0.2 build-0.7 ci-0.4
"""
"""What the touched paths say, see `commit_paths.said`."""

SHAPES = """
code in backticks         fix+0.3 chore-0.5 docs-0.2 style-0.4 perf+0.7 build+0.2
fewer than 20 characters  feat-0.5 fix-0.6 chore+0.4 docs+0.3 test+0.6 style+1.5 perf-0.9 build-0.7 ci-0.2
a version                 feat+0.4 fix-0.2 refactor-0.9 chore+0.7 docs+0.8 test-0.4 style-0.6 perf-0.2 build+0.9 ci-0.5
"""
"""What the line looks like without its prefix."""

WORDS = """
ability         feat+0.6 fix-0.5
about           fix-0.4 refactor-0.2 docs+0.7 test+0.2 style+0.2 ci-0.2
^accept         feat+0.4 fix+0.2 refactor-0.2 chore-0.2
accept          feat+0.4 refactor-0.3 chore-0.3 docs-0.2 build+0.3
action          feat-1.1 fix-0.5 chore+0.3 docs-0.3 test-0.4 build+1.2 ci+0.9
^add            feat+0.5 fix-0.7 refactor-0.3 chore+0.3 docs+0.2 test+0.4 perf-0.6 build+0.2
add             feat+0.7 refactor-0.5 docs+0.4 test+0.4 style-0.2 perf-0.6 build-0.2 ci+0.2
^adjust         feat-0.4 fix+0.3 docs+0.4
adjust          feat-0.3 fix+0.3 chore-0.2 docs+0.3
after           feat+0.2 fix+0.4 refactor-0.4 docs-0.4 test+0.2 ci+0.4
^align          docs+0.2
align           fix-0.3 chore+0.3 docs+0.3
^allow          feat+0.8 docs-0.5 style-0.2
allow           feat+0.8 fix+0.6 docs-0.5 style-0.3 build-0.3 ci-0.2
^always         chore+0.3 test+0.5 build-0.2 ci-0.2
always          fix+0.5 docs-0.2 test+0.5 build-0.2 ci-0.2
^apply          feat-0.2 fix-0.2 refactor+1.1 chore-0.3 docs-0.4 style+0.4
apply           feat-0.6 fix+0.2 refactor+0.9 chore-0.3 docs-0.3 test-0.2 style+0.4 build-0.2
appveyor        fix+0.3 docs-0.2 build-0.2 ci+0.4
assert          feat-0.2 fix-0.3 test+1.0
^avoid          feat-0.7 fix+0.3 refactor+0.2 chore-0.4 docs-0.4 test+0.8 perf+0.9 build-0.2 ci-0.2
avoid           feat-0.6 fix+0.4 refactor-0.3 docs-0.5 test+0.6 style-0.2 perf+1.1 build-0.3 ci-0.2
badge           feat-0.3 chore+0.3 docs+0.3
before          fix+0.5 refactor-0.7 chore-0.3 style-0.2 build+0.2
^better         fix+0.4 refactor-0.2
better          fix-0.3 chore+0.2 build-0.2
blog            feat-0.2 fix-0.2 docs+0.8
broken          feat-0.5 fix+1.1 refactor-0.2 chore+0.2 docs+0.3 test-0.4 ci-0.2
^bug            fix+0.5
bug             fix+1.0 chore-0.5
^build          build+0.4
build           feat-0.5 fix-0.2 refactor-0.7 chore-0.3 docs-0.3 style-0.5 perf+0.7 build+1.4 ci+0.5
^bump           fix-0.3 refactor-0.3 chore+0.8 docs-0.3 test-0.2 perf-0.2 build+0.7
bump            feat-0.2 refactor-0.5 chore+0.4 docs-0.5 perf-0.3 build+0.6 ci+0.6
bundle          feat-0.5 fix+0.3 chore-0.2 perf+0.2 build+0.2
^cache          perf+2.2
cache           feat-0.2 fix-0.2 refactor-0.4 docs-0.4 style-0.2 perf+1.2 ci+0.2
cannot          feat+0.5 fix+0.5 refactor-0.2 chore-0.4
^change         fix-0.2 refactor+0.5 build-0.2 ci-0.2
change          refactor-0.3 chore+0.5 docs+0.6 test-0.2 perf-0.2 build-0.7 ci+0.2
^changelog      feat+0.2 chore-1.0 build+1.2
changelog       feat-0.2 fix-0.5 refactor+0.2 chore+0.3 docs+0.6 style+0.2 perf-0.2 build-0.3 ci-0.2
^check          feat+0.2 fix+0.3 refactor-0.4 chore+0.3 docs-0.4 perf-0.2 ci+0.2
check           refactor-0.4 docs-0.7 test+0.3 style-0.2 build+0.4 ci+0.6
^ci             ci+1.0
ci              feat-0.3 fix-1.1 refactor-0.6 chore+0.5 docs+0.3 test+0.7 perf-0.2 ci+0.7
circleci        feat-0.3 fix-0.2 docs-0.2 build+0.3 ci+0.7
^clarify        feat-0.5 docs+1.1
clarify         feat-0.5 docs+1.1
^clean          feat-0.8 fix-0.2 refactor+0.6 chore+0.3 build+0.3
clean           feat-0.4 fix-0.4 refactor+0.4 chore+0.3 docs-0.2 build+0.2
^cleanup        feat-0.6 fix-0.4 refactor+0.2 chore+0.4 test+0.2 ci+0.3
cleanup         feat-0.6 fix-0.8 refactor+0.9 chore+0.4 docs-0.3 test+0.4 perf-0.2 ci+0.2
code            fix-0.2 refactor+0.3 docs+0.3 test-0.5 style+0.5 build-0.3 ci-0.3
command         feat+0.2 refactor-0.3 docs+0.5 style-0.3 perf+0.3 build-0.3
comment         feat-1.1 fix-0.8 refactor-0.3 chore+0.3 docs+1.6 test-0.3 style+1.3 perf-0.2 build-0.4 ci-0.2
compile         feat-0.3 fix-0.2 refactor+0.4 perf+0.2
config          refactor+0.3 style+0.5 build-0.6 ci-0.2
configurable    feat+1.2 fix-0.6 refactor-0.3
contributing    feat-0.2 chore+0.9 docs-0.5
^convert        feat-0.3 refactor+0.6
convert         feat-0.6 fix+0.3 refactor+0.2 chore+0.3 docs-0.2 test+0.2
^correct        feat-0.7 fix-0.4 chore+0.4 style+0.6 ci+0.5
correct         feat-0.6 fix+1.0 refactor-0.9 chore-0.3 docs+0.4 test+0.4 style+0.5 perf-0.3 build-0.2
^correctly      feat-0.3 fix+0.3 ci+0.2
correctly       feat-0.7 fix+1.3 refactor-0.4 chore-0.2 build+0.2
cover           feat-0.2 fix-0.4 docs+0.3 test+0.5
coverage        fix-0.6 chore+0.2 docs-0.2 test+1.0 build-0.2
^crash          feat-0.3 fix+0.6
crash           fix+0.9 refactor-0.5 chore+0.3 docs-0.3 perf-0.2
^create         fix-0.2 refactor+0.6 chore-0.3 docs+0.2
create          fix-0.3 refactor+0.4 docs+0.5 test-0.5 style-0.2 perf+0.5 build-0.4
custom          feat+0.7 chore-0.2 docs-0.2 style-0.2 build-0.3
^default        feat+0.2 refactor-0.2 chore-0.2
default         feat+0.4 fix+0.6 docs-0.4 test-0.2 style+0.2 build-0.7
^delete         fix-0.2 chore+0.2 ci-0.3
delete          feat+0.5 refactor-0.2 docs+0.2 ci-0.3
dependency      feat-0.2 fix+0.5 refactor+0.4 chore-0.2 docs-0.7 test-0.4 style-0.3 perf+0.4 build+1.1 ci-0.5
^deprecate      feat+0.2 fix-0.4 refactor+0.2 chore+0.4
deprecate       feat+0.3 refactor+0.2 chore+0.4 docs+0.2 style-0.2 perf-0.3 build-0.3 ci-0.2
^deps           feat-0.2 fix-0.2 chore+0.5
deps            fix+0.3 refactor-0.5 chore+0.6 perf-0.2 build+0.3 ci-0.3
describe        chore-0.3 docs+0.7
description     feat-0.5 refactor-0.3 chore-0.2 docs+1.9 test-0.2 build-0.3
^detect         fix+0.5 chore-0.2
detect          feat+0.5 fix+0.4 refactor-0.3 chore-0.4
dev             feat-0.6 chore+0.6 docs-0.5 test+0.4 perf+0.2 build+0.3
^disable        feat-0.2 refactor-0.2 chore+0.4 docs-0.2 test+0.3 perf-0.2 ci+0.4
disable         feat-0.3 refactor-0.6 docs-0.4 test+0.7 perf+0.3 build+0.4
doc             feat-0.7 fix-0.7 chore-0.6 docs+1.9 build-0.3 ci+0.7
docker          feat+1.1 fix+0.8 refactor-0.4 chore+0.3 docs-0.2 build-0.6 ci-0.7
docs            feat-0.9 fix-0.4 refactor-0.5 chore+0.5 docs+1.5 test-0.4 style-0.3 perf-0.2 build+0.2 ci+0.7
^document       docs+1.0
document        feat-0.5 fix-0.4 refactor-0.3 chore+0.3 docs+1.4 build-0.2
documentation   feat-1.2 fix-0.5 chore+0.3 docs+1.7 test-0.2 build-0.3 ci+0.2
doesnt          refactor-0.2 test+0.2
^dont           feat-0.4 fix+0.4 refactor-0.3 docs-0.2 test-0.2 perf+0.8
dont            feat-0.3 fix+0.5 refactor-0.2 chore-0.3 test-0.2 style-0.2 perf+0.7 ci+0.2
^drop           fix-0.3 refactor+0.2 chore+0.2 docs-0.2 test-0.2 perf+0.4
drop            fix-0.3 chore+0.3 docs-0.2 test-0.2 perf+0.3 ci+0.2
duplicate       feat-0.3 fix+0.4 chore-0.2 docs+0.5 test-0.5 build-0.3 ci+0.3
e2e             feat-0.4 fix-0.5 refactor-0.2 chore+0.5 test+0.3 ci+0.4
edge            fix-0.4 ci+0.3
empty           feat+0.5 fix+0.4 docs-0.5 test-0.4 style+0.6 perf-0.2 build-0.2 ci-0.2
^enable         feat-0.2 fix-0.5 refactor-0.4 chore+0.6 test+0.3 build-0.5 ci+0.4
enable          fix-0.6 refactor-0.5 chore+0.3 docs-0.3 test+0.4 perf-0.2 build+0.9
^ensure         feat-0.5 fix+0.7 refactor-0.4 test+0.3 perf-0.2 build+0.2
ensure          feat-0.3 fix+0.4 refactor-0.4 test+0.5 perf-0.2 build+0.2
^error          feat-0.2 fix+0.4 docs-0.2
error           feat+0.4 fix+0.7 docs-0.5 test-0.2 perf-0.4 ci+0.3
escape          feat-0.4 fix+0.9 chore-0.2
eslint          feat-0.4 fix-0.7 refactor-0.3 chore+0.9 docs+0.3 test+0.2 style+0.3 perf-0.2 build+0.2 ci-0.3
example         feat-0.4 fix-0.4 refactor+0.4 chore-0.4 docs+1.5 test-0.2 style+0.3 build-0.5 ci-0.3
exception       feat-0.3 refactor+0.3 ci+0.3
^exclude        feat+0.2 chore+0.2
exclude         fix+0.5 refactor-0.4 chore+0.2 docs-0.3 build-0.2
expect          fix+0.2 chore-0.2 test+0.2
explain         fix-0.2 docs+0.7
^expose         feat+0.7 fix-0.2 chore-0.3
expose          feat+0.3 fix-0.2 refactor+0.7 chore-0.3 docs-0.2
^extend         feat+0.8 fix-0.6 chore-0.3 ci+0.2
extend          feat+0.2 refactor-0.2
^extract        feat-0.2 fix-1.0 refactor+0.6 chore+0.6
extract         fix-0.4 refactor+0.7 chore+0.3 perf-0.2
fail            feat+0.4 refactor-0.4 docs-0.3 style-0.2 ci+0.6
fallback        feat-0.3 fix+0.8 refactor-0.2 chore-0.3
feature         feat+0.4 fix-0.3 chore-0.3 docs+0.5 test-0.3
^filter         chore+0.3
filter          feat+0.7 fix+0.2 refactor+0.4 docs-0.5 test-0.3 build-0.2
^fix            fix+1.2
fix             fix+0.8 refactor-1.0 docs+0.3 test+0.4 style+0.4 perf-0.8 build+0.2 ci+0.4
^format         style+0.8 chore+0.4
format          style+0.4
formatting      feat-0.5 fix-0.7 docs+0.2 test-0.7 style+1.6
function        refactor+0.3 test-0.3 perf+0.3 ci-0.2
github          feat+0.2 fix-0.3 refactor-0.6 chore+0.2 test-0.3 perf-0.2 build+0.7 ci+0.3
gn              feat-0.3 fix-0.7 refactor+0.2 docs-0.3 build+1.5
grammar         fix-0.4 docs+0.2 style+0.5
guard           feat-0.5 fix+0.3 refactor+0.2
guide           feat-0.6 chore-0.5 docs+1.6
^handle         fix+0.4 refactor-0.2 docs-0.2
handle          feat+0.4 fix+1.0 docs-0.4 test-0.2 style-0.2 perf-0.2 build-0.5
helper          feat-0.4 fix-0.5 refactor+0.9 chore+0.8 test-0.5 perf-0.2
if              feat+0.5 fix+0.9 refactor-0.4 chore-0.2 docs-0.6 style-0.2 build-0.3 ci+0.2
^ignore         refactor-0.3 chore+0.2 docs-0.2 test+0.5 build-0.3 ci+0.4
ignore          fix+0.6 refactor-0.4 chore+0.4 docs-0.4 test+0.3 style-0.2 perf-0.3 build-0.2
image           feat+1.0 fix+0.2 refactor-0.4 chore-0.2 docs+0.3 build-0.2 ci-0.5
^implement      feat+1.0 fix-0.5 docs-0.2
implement       feat+0.6 docs-0.2
^import         fix-0.3 chore+0.2
import          feat-0.3 fix+0.3 refactor+0.2 chore-0.2 docs-0.3 style+0.5 perf+0.2 build-0.4 ci-0.2
^improve        chore-0.2 test+0.2 style-0.2
improve         feat+0.3 fix-0.2 chore-0.4 ci+0.2
^include        feat+0.2 ci-0.2
include         feat+0.2 refactor-0.5 test+0.3 style+0.3 perf-0.2 build-0.2
incorrect       feat-0.2 fix+0.7 refactor-0.3 test+0.2
^increase       fix-0.3 refactor-0.3 docs-0.2 test+0.4
increase        feat+0.2 fix-0.3 refactor-0.3 docs-0.2 test+0.4
initial         feat+0.4 fix-0.3 chore+0.4
inline          feat-0.2 fix-0.4 refactor+0.7 chore-0.5 docs+0.4
instead         feat-0.2 fix-0.3 refactor+0.3 chore-0.2 test+0.3 style+0.2 build-0.2 ci+0.3
internal        feat-0.6 fix-0.3 refactor+0.8 chore+0.3 perf+0.2
into            fix-0.3 refactor+0.8 chore+0.2 test-0.4 perf-0.2 build-0.4
^introduce      fix-0.4 refactor+0.5 chore-0.2 ci+0.2
introduce       feat-0.2 fix-0.2 refactor+0.5 chore-0.3 docs-0.2 build+0.2 ci+0.2
invalid         feat+0.4 fix+0.2 docs-0.3 ci-0.3
issue           feat+0.4 fix+0.2 refactor-0.4 chore+0.4 docs+0.4 test-0.4 style+0.3 build-0.5 ci-0.3
job             feat-0.6 chore-0.2 docs-0.3 test-0.2 build+0.4 ci+1.1
^keep           feat+0.2 fix+0.4 refactor-0.2 docs-0.2
keep            feat+0.4 fix+0.3 refactor-0.2 chore-0.2 docs-0.2 test+0.2
^lazy           feat-0.2 fix-0.6 chore-0.2 docs-0.3 perf+1.4
lazy            feat-0.2 fix-0.2 chore-0.4 docs-0.3 perf+1.3
license         feat-0.2 chore+0.3 docs-0.4 build-0.2
line            fix+0.5 test-0.5 style+0.5 ci-0.5
^link           fix+0.3
link            feat-0.2 refactor-0.7 chore+0.4 docs+0.8 ci-0.3
^lint           feat-0.3 fix+0.8 refactor-0.2 test-0.2
lint            feat-1.2 fix-0.5 refactor+0.5 chore+1.1 docs-0.2 test-0.2 perf-0.2 ci+0.5
^load           feat+0.2 refactor-0.2 chore-0.2
load            feat+0.4 fix+0.3 chore-0.6 perf+0.7 build-0.4 ci-0.3
^lock           feat-0.3 fix-0.5 chore-1.2 build+2.3
lock            feat-0.5 refactor-0.2 chore+0.7 docs-0.4 test-0.2 build+0.9
^log            feat+0.6 docs-0.2
log             fix+0.5 chore+0.3 docs-0.6 perf-0.2 ci-0.4
logic           feat+0.5 refactor+0.3 chore-0.2 docs-0.3 ci-0.2
logo            feat-0.5 fix-0.3 refactor-0.2 chore+0.4 docs+0.8 test-0.2
^make           refactor+0.2 chore-0.2 docs-0.3 style+1.0 perf-0.3 ci-0.4
make            fix-0.2 refactor+0.3 docs-0.4 style+1.0 perf-0.2 ci-0.5
^mark           chore+0.2 docs+0.2
mark            fix+0.3 refactor-0.3 docs+0.3
master          feat-0.6 fix-0.3 refactor-0.2 chore+1.2 docs-0.2 test+0.2
^match          feat-0.2 fix+0.2 style+0.2
match           fix+0.4 chore-0.2 docs-0.2 ci-0.2
memory          feat-0.2 fix+0.4 refactor+0.2
^mention        fix-0.3 chore-0.4 docs+1.0
mention         feat-0.3 fix-0.4 docs+1.0
^merge          refactor+0.3 ci-0.2
merge           feat-0.7 refactor+0.2 chore+0.2 docs-0.2 test-0.4 build+0.3 ci+0.9
^migrate        fix-1.5 refactor+0.6 chore+0.3 test+0.6 perf-0.2
migrate         fix-0.5 chore+0.7 docs-0.2 test+0.5 style-0.2 perf-0.2
^missing        feat-0.2 chore+0.3 docs-0.2
missing         feat-0.5 fix+1.2 chore-0.6 test-0.3 style+0.5 perf-0.2
mock            feat-0.3 refactor+0.2 docs-0.2 test+0.6 build-0.2
^move           feat-0.4 fix-0.3 refactor+0.7 test+0.6 perf-0.3
move            feat-0.4 fix-0.3 refactor+0.8 docs-0.2 test+0.5 perf-0.4
^name           chore-0.3 docs-0.2 build+0.3
name            refactor+0.4 test-0.4
^new            feat+0.2 fix-0.7 refactor-0.2 chore-1.1 docs+2.0 ci-0.2
new             refactor+0.2 chore+0.6 docs-1.2 test+0.3 perf-0.2 build+0.2 ci+0.2
newline         feat-0.4 fix+0.6 docs-0.5 style+0.5
nightly         feat-0.4 fix-0.2 refactor-0.3 build+0.2 ci+0.8
nil             fix+0.2
node            feat-0.2 chore+0.2 docs-0.5 test+0.3 style-0.2 perf+0.5 ci-0.2
not             feat-0.3 fix+0.5 chore-0.2 test+0.5 build+0.2 ci-0.5
note            feat-0.6 fix-0.3 chore-0.2 docs+2.4 test-0.2 build-0.5 ci-0.5
null            fix+0.5 chore-0.4 docs-0.2 test+0.2
^only           feat-0.6 fix+0.2 refactor+0.2 test-0.3 perf+0.4
only            fix+0.4 refactor-0.7 test-0.3 style-0.2 perf+0.9
^optimise       perf+1.3
^optimize       perf+1.3
optimize        fix-0.8 refactor-0.2 perf+1.4
option          feat+0.6 fix+0.3 refactor+0.5 chore-0.4 docs+0.2 test-0.5 style-0.2 perf-0.3 ci-0.2
^override       fix+0.3
override        fix+0.2 refactor-0.2 chore+0.2 test+0.2
^package        feat-0.2 chore-0.4 build+0.7
package         refactor+0.2 docs-0.2 style-0.2 perf+0.3 ci-0.2
page            feat+1.0 fix+0.3 refactor-1.0 chore-0.5 docs+1.1 test-0.2 style-0.2 build-0.4
panic           feat+0.4 fix+0.2 refactor-0.3
parallel        fix-0.3 refactor+0.2 chore-0.2
parse           feat-0.3 fix+0.2 refactor+0.8 chore-0.2 build-0.2
^pass           feat+0.2 docs-0.2 ci-0.2
pass            feat-0.2 fix+0.2 refactor+0.4 chore-0.3 docs-0.3 test+0.2
^patch          feat+0.2 fix+0.3 refactor-0.2 build-0.2
patch           feat-0.8 fix-0.4 refactor-0.7 chore+0.8 docs-0.3 style-0.2 build+1.5 ci+0.3
performance     feat-0.4 fix-0.7 chore+0.2 perf+0.9
^pin            fix+0.3 test-0.2
pin             fix+0.2 refactor-0.2 test-0.2 ci+0.2
pipeline        feat-0.3 fix-0.2 refactor+0.5 chore-0.3
^prefer         feat-0.4 fix+0.4 refactor+0.2 chore-0.2
prefer          feat+0.2 fix-0.4 chore+0.4 test-0.3
^prepare        feat-0.3 fix-0.4 refactor+0.2 chore+0.7 build-0.2
prepare         fix-0.8 refactor+0.5 chore+0.5 test+0.2 build-0.3
prettier        feat-0.8 refactor-0.3 chore+1.2 docs-0.2 test-0.2 style+0.4 build+0.4 ci-0.4
^prevent        feat-0.3 fix+0.6 chore-0.2 ci+0.2
prevent         feat+0.4 fix+0.7 refactor-0.4 chore-0.4 docs-0.2 build-0.2 ci+0.2
^print          feat+0.7 fix-0.6 refactor-0.3 chore+0.2
print           fix+0.3 refactor-0.2 chore-0.2 docs-0.3 build+0.3
^properly       feat-0.5 fix+0.8
properly        fix+0.5 refactor-0.2 chore+0.2 docs-0.2 build-0.2
^provide        refactor+0.5 docs-0.2
provide         fix+0.2 refactor+0.4 docs-0.2 perf-0.2
^publish        chore+1.0 test-0.2 build-0.5
publish         feat-0.2 refactor-0.4 chore+0.5 docs-0.2 test-0.6 style-0.2 build+0.5 ci+0.7
query           feat+0.4 fix+0.5 refactor-0.2 chore-0.2
race            feat-0.2 fix+0.4 chore-0.4 test+0.2
readme          feat-0.2 chore+0.6 docs+0.2 test-0.2 ci-0.2
^reduce         feat-0.2 fix-0.4 refactor+0.3 chore-0.2 docs-0.2 test-0.2 perf+0.7 ci+0.3
reduce          fix-0.2 refactor+0.2 chore-0.3 docs-0.3 test-0.2 perf+0.6 ci+0.3
redundant       fix-0.5 refactor+0.3 chore-0.5 docs+0.2 style+0.2 perf+0.5 build-0.2
^refactor       refactor+1.2
refactor        feat-0.5 fix-1.0 refactor+0.8 chore+0.2 docs-0.5 test+0.8 style+0.3 build-0.2
reference       feat-0.7 fix+0.3 refactor-0.4 docs+1.0 test+0.2 style+0.2 build-0.2
regex           feat+0.2 fix+0.2 chore-0.4 docs-0.3 perf+0.3
regression      feat-0.4 fix+0.7 refactor-0.2 chore-0.3 test+0.2
^release        chore+0.8
release         chore+0.6 build+0.3 ci+0.4
^remove         feat-0.7 fix-0.4 refactor+0.4 chore+0.6 docs-0.4 test+0.3 style+0.2 perf-0.4 build+0.4
remove          feat-0.2 fix-0.2 refactor+0.4 chore+0.2 test-0.3 style+0.3 perf-0.6 ci+0.2
^rename         feat-0.6 fix-0.5 refactor+0.8 chore+0.2 style+0.2 perf-0.3
rename          feat-0.3 fix-0.6 refactor+0.4 chore+0.2 style+0.4 perf-0.2 build+0.2
^replace        feat-0.4 fix-0.6 refactor+0.4 chore+0.3 test+0.2 style-0.2 perf+0.3 build-0.2 ci+0.4
replace         feat-0.4 fix-0.2 refactor+0.7 chore-0.3 style-0.2 perf+0.4 build-0.3 ci+0.3
^resolve        feat+0.3 fix+0.4 chore-0.4 perf-0.2
resolve         feat-0.3 fix+0.3 refactor+0.2 chore-0.4 docs-0.2 perf+0.7 build-0.3
^respect        feat-0.2 fix+0.6 refactor-0.2
respect         fix+0.5 refactor-0.2
^restore        feat-0.4 fix+0.3 refactor-0.2 chore+0.4 test-0.2
restore         feat-0.5 fix+0.6 refactor-0.2 chore+0.4 test-0.2
retry           fix+0.3 chore-0.6 test+0.3
^return         feat+0.2
return          feat+0.2 refactor+0.4 chore-0.3 docs+0.2 perf-0.3 build+0.2 ci-0.3
reuse           feat-0.2 fix-0.8 refactor+0.7 perf+0.4
rollup          feat-0.4 refactor+0.3 chore+0.2
^run            fix-0.5 chore+0.3 docs-0.4 test+0.2 build+0.4 ci+0.3
run             refactor-0.4 docs-0.5 style-0.3 perf+0.2 build+0.5 ci+0.5
runner          feat-0.3 fix-0.5 refactor+0.9 chore+0.3 test-0.2 build+0.3 ci-0.4
section         feat-0.3 fix-0.2 refactor-0.2 chore-0.2 docs+1.1
^separate       feat-0.2 refactor+0.3
separate        feat-0.2 fix-0.3 refactor+0.6 chore-0.3 test+0.2 build-0.2
^set            fix+0.2 refactor-0.4 chore+0.4
set             feat+0.5 fix+0.2 refactor-0.2 chore-0.3 docs+0.2 test+0.2 style-0.3 build-0.3
should          feat-0.3 fix+0.9 refactor-0.2 test-0.3 build-0.3
^show           feat+0.3 refactor-0.4 chore-0.2 test+0.3
show            feat+0.7 fix+0.2 refactor-0.6 chore-0.3 test+0.2 perf-0.2
^simplify       feat-0.3 fix-0.5 refactor+0.6 chore+0.5 docs+0.2 test-0.3 style+0.2
simplify        feat-0.4 fix-0.7 refactor+1.3 test-0.2 style+0.2 perf-0.2
^skip           feat+0.3 fix-0.3 refactor-0.4 chore-0.3 docs-0.5 test+0.2 perf+1.0 build-0.2 ci+0.3
skip            refactor-0.2 chore-0.3 docs+0.9 test-0.3 style-0.2 perf+0.9 build-0.4 ci-0.3
snapshot        feat-0.6 fix-0.9 refactor+0.2 chore+0.3 docs-0.3 test+0.5 build+0.4 ci+0.3
space           refactor-0.3 chore-0.3 docs+0.2 style+0.6 build+0.4 ci-0.2
spacing         refactor-0.2
spec            feat-0.3 fix-0.7 refactor-0.5 test+1.0 style+0.2 build+0.2
speed           feat-0.3 fix-0.6 docs-0.2 test+0.6 perf+0.5
spelling        feat-0.4 fix-0.2 docs+0.2 style+0.6
^split          feat-0.4 fix-0.5 refactor+0.8 chore+0.3 docs+0.2 build-0.2 ci-0.2
split           feat-0.4 fix-0.5 refactor+0.7 docs+0.2 build-0.2
sponsor         feat-1.0 fix-0.7 refactor-0.2 chore+0.6 docs+1.6 test-0.2
^stop           feat+0.3 refactor-0.2 chore+0.2
stop            fix+0.7 refactor-0.4
^strip          fix+0.3 refactor-0.2 build+0.2
strip           feat-0.4 fix+0.3 chore-0.2 docs-0.2 build+0.5
^style          style+0.8
style           feat-0.3 fix+0.2 refactor+0.3 docs-1.0 test-0.3 style+1.2 build-0.2
^support        feat+1.4 refactor-0.2 chore-0.2 docs-0.4 test-0.2 perf-0.3
support         feat+1.2 fix+0.5 refactor+0.2 chore-0.5 docs-0.2 test-0.2 style-0.4 perf-0.3 build-0.3
sure            feat-0.3 fix+0.8 refactor-0.3 chore-0.3 test+0.3 ci+0.2
^sync           chore+0.2
sync            feat+0.7 refactor-0.3 docs-0.3 test-0.2 build-0.3 ci+0.4
template        fix-0.3 refactor-0.3 chore+0.6 docs+0.4 style+0.3 perf-0.2 ci-0.7
^test           test+0.6
test            feat-0.7 fix-0.6 refactor-0.4 chore+0.5 docs-0.4 test+1.8 perf-0.3 build-0.5 ci+0.5
tests           feat-1.8 fix-0.6 refactor-0.2 chore+0.7 docs-0.5 test+2.2 perf-0.3 build-0.4 ci+0.9
tidy            feat-0.4 fix+0.4 chore-0.2 ci+0.2
todo            feat-0.5 chore+1.0 docs-0.2
toolchain       fix+0.2 chore-0.2 build+0.5 ci-0.3
travis          feat-0.3 fix+0.4 chore+0.5 docs-0.2 build-0.2
tutorial        fix-0.2 docs+0.6 test-0.2
^tweak          feat-0.3 fix-0.3 chore+0.6 docs+0.2 test-0.2
tweak           feat-0.4 fix-0.5 refactor+0.2 chore+0.7 docs+0.2 test-0.2
^type           feat-0.2 refactor+0.7 chore-0.4
type            fix+0.6 refactor+0.2 chore+0.4 docs+0.5 test-0.9 style+0.2 perf-0.3 build-0.2 ci-0.5
typescript      feat-0.4 fix-0.4 refactor-0.2 test+0.4 build+0.8 ci-0.4
^typo           feat-0.2 fix+1.5 refactor-0.2 chore-0.3 docs-0.6
typo            feat-1.3 fix+0.2 refactor-0.2 chore+0.8 docs+1.1 test-0.5 style+0.5 build-0.2 ci-0.4
undefined       feat-0.4 fix+0.5
^unify          feat+0.2 fix-0.3 refactor+0.4 test-0.2
unify           fix-0.4 refactor+0.7 test-0.2
unnecessary     feat-0.4 fix-0.2 refactor+0.5 perf+0.3 build+0.2 ci-0.2
unused          feat-0.6 fix-0.4 refactor+0.6 chore+0.5 test-0.2 style-0.2 build+0.3 ci-0.2
^update         feat-0.5 fix-0.2 refactor-0.4 docs+0.5 style+0.5 perf-0.8 build+0.9 ci-0.2
update          fix-0.4 refactor-0.2 chore+0.4 perf-0.6 build+0.9
^upgrade        feat+0.6 fix-0.4 chore+0.2 test+0.2 ci-0.3
upgrade         fix-0.2 refactor-0.2 chore+0.3 docs+0.2 test+0.2
usage           refactor+0.5 test-0.2 style-0.2 perf-0.2
^use            feat-0.3 fix-0.3 refactor+0.5 docs-0.4 build+0.5
use             feat-0.2 fix-0.2 refactor+0.5 docs-0.2 perf+0.4 build-0.2
version         fix+0.3 refactor-0.2 style-0.5 perf+0.6 build-0.3 ci+0.3
wait            feat-0.3 fix+0.7 refactor-0.2 ci-0.3
^warn           feat+0.5 fix-0.5 chore+0.2
warn            fix+0.8 refactor-0.3 chore+0.2 test-0.4 style+0.3 build-0.4 ci-0.2
webpack         feat-0.4 fix+0.2 refactor+1.1 chore-1.0 test+0.3 perf-0.2 build+0.3
website         feat-0.8 chore+0.8 docs+0.5 build-0.3 ci-0.2
when            feat+0.5 fix+0.7 refactor-0.7 chore-0.5 docs-0.7 test+0.2 perf+0.6 build-0.4 ci+0.2
whitespace      fix+0.3 refactor-0.2 chore-0.2 test-0.2 build+0.3
windows         feat-0.9 fix+0.3 refactor-0.6 docs-0.2 test+0.2 style-0.3 build+1.0 ci+0.4
work            fix+0.6 refactor-0.5 docs-0.2 style-0.2 perf+0.2 build-0.2 ci+0.2
workaround      feat-0.4 fix+0.7 chore-0.3 build+0.2
workflow        feat-0.4 fix-0.6 refactor-0.3 chore+0.9 docs-0.5 test-0.4 build+0.3 ci+1.2
^wrong          feat-0.3 fix+1.0 chore-0.2 docs-0.3
wrong           feat+0.5 fix+0.9 refactor-0.3 chore-0.5 test-0.3
"""
