"""Runs `schemas`: makes the schemas that kubeconform reads."""

import argparse

from generator.base.statuses import CLEAN
from generator.commands.checkout import SCHEMAS, need_checkout
from generator.commands.options import as_path
from generator.pipeline import take_in
from generator.releases.lines import read_lines
from generator.releases.schema_files import refresh_schemas
from generator.schemas.types import TYPES


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    wheels = "where the wheels kubernetes-validate are installed, one folder a version"
    parser.add_argument("--wheels", metavar="DIR", type=as_path("--wheels"), required=True, help=wheels)


def run(arguments: argparse.Namespace) -> int:
    """Write the schemas into the repository."""
    need_checkout("schemas")
    lines = {line: take_in(line) for line in read_lines()}
    refresh_schemas(SCHEMAS, TYPES, lines, arguments.wheels)
    return CLEAN
