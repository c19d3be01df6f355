"""What the chart refuses though the API server or calicoctl takes it, and why."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Deliberate(Struct, frozen=True, kw_only=True):
    """A kind of refusal: a pattern of the chart's message, and the reason."""

    says: str
    reason: str


RESOURCES: Sequence[Deliberate] = (
    Deliberate(
        says=r"metadata\.name: .* which are all that is read|metadata\.name: .* which is all that is read",
        reason="Calico's programs read no configuration of another name",
    ),
    Deliberate(says=r"spec\.peerIP: missing", reason="a BGPPeer without a peer does nothing"),
    Deliberate(says=r"spec\.asNumber: missing", reason="BIRD refuses a peer without an AS number"),
    Deliberate(says=r'spec\.asNumber: (0|"0\.0"):', reason="AS 0 is reserved (RFC 7607); calicoctl takes it for none"),
    Deliberate(
        says=r"null: expected a value; leave the line out",
        reason="Helm takes null as the removal of a default, and calicoctl leaves it out",
    ),
    Deliberate(
        says=r'\[\]: expected \d+ items or more|: missing; \w+ needs it|: expected items that differ|: 0: expected 1 or more|: "": expected one of ',
        reason="the CRD refuses it from kubectl; calicoctl leaves empty fields out",
    ),
    Deliberate(
        says=r"is not a network that pods or Services can use",
        reason="addresses of this host, of links and of groups reach no pod",
    ),
    Deliberate(
        says=r'(nets|reservedCIDRs|cidr|net|CIDRs)(\[\d+\])?(\.cidr)?: "": expected',
        reason="an empty text is no network, and calicoctl skips it in silence",
    ),
    Deliberate(
        says=r'"(:|[0-9a-fA-F:]*:)\.\.\.": expected an IP',
        reason="an IPv4 network in the form of IPv6, which Felix and BIRD read differently",
    ),
    Deliberate(says=r'/0\d+": expected', reason="a prefix length with a zero before it, which programs read differently"),
    Deliberate(
        says=r"has no effect, as the variable FELIX_\w+ of calico-node wins",
        reason="Felix prefers its variables to resources",
    ),
    Deliberate(
        says=r"failsafe\w+HostPorts\[\d+\]\.(net|protocol): ",
        reason="calicoctl does not look at it, and Felix takes none of the list then",
    ),
    Deliberate(
        says=r"spec(\.\w+(\[\d+\])?)*: (\d+|true): expected a text",
        reason="the CRD has a text there: kubectl refuses what calicoctl turns into one",
    ),
)


def undeliberate(lines: Iterable[str], known: Sequence[Deliberate]) -> list[str]:
    """Return the lines of a refusal that no kind of deliberate refusal explains."""
    return [line for line in lines if not any(re.search(one.says, line) for one in known)]
