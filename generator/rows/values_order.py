"""The tables of rows in the order in which values.yaml has them."""

from generator.rows import (
    api_server,
    base_plugins,
    bgp,
    calico,
    calicoctl,
    canal,
    cni,
    credentials,
    etcd,
    flannel,
    flanneld,
    general,
    healthz,
    kubelet_access,
    metrics,
    namespaces,
    net_conf,
    netpol,
    objects,
)
from generator.settings.setting import Row

# The rows of the tables, whatever a release has of them.
TABLES: tuple[Row, ...] = (
    *general.NETWORKS,
    *flannel.ROWS,
    *net_conf.ROWS,
    *flanneld.ROWS,
    *healthz.ROWS,
    *netpol.ROWS,
    *calico.ROWS,
    *bgp.ROWS,
    *metrics.ROWS,
    *etcd.ROWS,
    *calicoctl.ROWS,
    *api_server.ROWS,
    *canal.ROWS,
    *cni.ROWS,
    *base_plugins.ROWS,
    *general.IMAGES,
    *credentials.ROWS,
)
# The rows behind those of the images.
LAST: tuple[Row, ...] = (*general.OBJECTS, *namespaces.ROWS, *kubelet_access.ROWS, *objects.ROWS)
