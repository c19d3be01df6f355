"""Runs one case in namespaces of its own, and prints what is wrong: `python -m tests.datapath.lab FOLDER CASE`."""

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from generator.base.errors import ProblemsError
from tests.datapath import bundle_network, canaries, changing, harms, isolation, network, path, rbac
from tests.datapath.case import Case
from tests.datapath.cases import CASES
from tests.datapath.change_labs import CHANGE_LABS
from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane, control_plane
from tests.datapath.path_cases import PATHS
from tests.datapath.running import DONE

Examiner = Callable[[Case, ControlPlane, Path], Iterator[str]]

# What runs a case in the lab, by the name that the case gives.
EXAMINERS: Mapping[str, Examiner] = {
    "network": network.examine,
    "network with etcd": network.examine_with_etcd,
    "network with secrets": network.examine_with_secrets,
    "bundle": bundle_network.examine,
    "bundle with etcd": bundle_network.examine_with_etcd,
    "canary": canaries.examine,
    "harm": harms.examine,
    "path": path.examine,
    "changes": changing.examine,
}


def main(folder: Path, name: str) -> int:
    """Run a case, and return the number of what is wrong, at most 99."""
    [case] = (one for one in (*CASES, *canaries.CASES, *harms.CASES, *PATHS, *CHANGE_LABS) if one.name == name)
    isolation.furnish()
    found = 0
    with control_plane() as plane:
        try:
            for text in EXAMINERS[case.examiner](case, plane, folder):
                found += not text.startswith(DONE)
                print(text, flush=True)
            rbac.write(case, plane, folder)
        except (LabError, ProblemsError) as error:
            found += 1
            print(f"error: {error}", flush=True)
            if "-v" in sys.argv:
                traceback.print_exc()
    return min(found, 99)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
