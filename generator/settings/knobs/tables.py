"""All knobs, in the order in which they are applied."""

from generator.settings.knob import Knob
from generator.settings.knobs import calico, common, etcd, flannel, images

KNOBS: tuple[Knob, ...] = (*images.ROWS, *flannel.ROWS, *calico.ROWS, *etcd.ROWS, *common.ROWS)
