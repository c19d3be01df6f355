"""Runs `images`: prints the images of values, or of every variant."""

import argparse

from generator.base.errors import raise_problems
from generator.base.statuses import CLEAN
from generator.cluster.trial import unreadable
from generator.commands.from_renders import images_of
from generator.commands.named_lines import built
from generator.commands.options import line_options, values_option
from generator.report.image_list import images_json, images_script, images_skopeo, images_text


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    line_options(parser)
    values_option(parser)
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="with the names that the images have without a mirror")
    forms.add_argument("--skopeo", action="store_true", help="the file that skopeo sync reads")
    forms.add_argument("--script", action="store_true", help="a shell script that copies the images to the mirror")


def run(arguments: argparse.Namespace) -> int:
    """Print the images in the requested format."""
    raise_problems(unreadable(arguments.values))
    images = images_of(built(arguments), arguments.values)
    forms = {"json": images_json, "skopeo": images_skopeo, "script": images_script}
    form = next((shown for name, shown in forms.items() if getattr(arguments, name)), images_text)
    print(form(images))
    return CLEAN
