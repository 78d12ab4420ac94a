"""Work on several processors, and what happens to it when workers fail."""

from __future__ import annotations

import os
import signal

import pytest

from collector.crew import Crew, Died, WorkError
from storage.errors import DatabaseUnusableError
from storage.trouble import Trouble


def test_a_job_that_ends_its_worker_every_time_takes_no_other_along() -> None:
    with Crew(2) as crew:
        results = dict(crew.run(_die_of_three, range(9), lambda job: [job]))
    assert [job for job, each in results.items() if isinstance(each, Died)] == [3]
    assert [each for each in results.values() if not isinstance(each, Died)] == [
        number for number in range(9) if number != 3
    ]


def _die_of_three(job: int) -> int:
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def test_results_come_in_the_order_of_the_jobs() -> None:
    with Crew(2) as crew:
        assert list(crew.run(_doubled, range(20), lambda job: [job])) == [
            (job, 2 * job) for job in range(20)
        ]


@pytest.mark.parametrize("jobs", [1, 20])
def test_an_error_arrives_with_its_sentence(jobs: int) -> None:
    expected = DatabaseUnusableError if jobs == 1 else WorkError
    with Crew(2) as crew, pytest.raises(expected, match="no room left"):
        list(crew.run(_full, range(jobs), lambda job: [job]))


def _doubled(job: int) -> int:
    return 2 * job


def _full(job: int) -> int:
    raise DatabaseUnusableError(f"/disk/{job}", Trouble.FULL)
