"""Lists what the chart refuses of Calico's resources although calicoctl takes it, with the reason of each."""

from collections.abc import Sequence

from tests.differential.deliberate import Deliberate

RESOURCES: Sequence[Deliberate] = (
    Deliberate(
        name="a name that nothing reads",
        lines=(r"metadata\.name: .* which are all that is read|metadata\.name: .* which is all that is read",),
        reason="Calico's programs read no configuration of another name",
    ),
    Deliberate(
        name="a peer without a peer", lines=(r"spec\.peerIP: missing",), reason="a BGPPeer without a peer does nothing"
    ),
    Deliberate(
        name="a peer without an AS number",
        lines=(r"spec\.asNumber: missing",),
        reason="BIRD refuses a peer without an AS number",
    ),
    Deliberate(
        name="AS 0",
        lines=(r'spec\.asNumber: (0|"0\.0"):',),
        reason="AS 0 is reserved (RFC 7607); calicoctl takes it for none",
    ),
    Deliberate(
        name="null",
        lines=(r"expected a value; leave the line out",),
        reason="Helm takes null as the removal of a default, and calicoctl leaves it out",
    ),
    Deliberate(
        name="what only kubectl would be refused",
        lines=(
            r"\[\]: expected \d+ items or more",
            r": missing; \w+ needs it",
            r": expected items that differ",
            r': (0|""): expected (1 or more|one of )',
        ),
        reason="the CRD refuses it from kubectl; calicoctl leaves empty fields out",
    ),
    Deliberate(
        name="a network of no pod",
        lines=(r"is not a network that pods or Services can use",),
        reason="addresses of this host, of links and of groups reach no pod",
    ),
    Deliberate(
        name="an empty network",
        lines=(r'(nets|reservedCIDRs|cidr|net|CIDRs)(\[\d+\])?(\.cidr)?: "": expected',),
        reason="an empty text is no network, and calicoctl skips it in silence",
    ),
    Deliberate(
        name="IPv4 in the form of IPv6",
        lines=(r'"(:|[0-9a-fA-F:]*:)\.\.\.": expected a(n IP| network)',),
        reason="an IPv4 network in the form of IPv6, which Felix and BIRD read differently",
    ),
    Deliberate(
        name="a prefix length with a zero",
        lines=(r'/0\d+": expected',),
        reason="a prefix length with a zero before it, which programs read differently",
    ),
    Deliberate(
        name="a name for numbers of ports",
        lines=(r"(bpfPSNATPorts|natPortRange): ",),
        reason="calicoctl takes the name of a port, and Felix needs a range of numbers",
    ),
    Deliberate(
        name="a variable wins",
        lines=(r"has no effect, as the variable FELIX_\w+ of calico-node wins|bpfEnabled: calico.dataplane says it",),
        reason="Felix prefers its variables to resources",
    ),
    Deliberate(
        name="a failsafe port",
        lines=(r"failsafe\w+HostPorts\[\d+\]\.(net|protocol): ",),
        reason="calicoctl does not look at it, and Felix takes none of the list then",
    ),
    Deliberate(
        name="another type than text",
        lines=(
            r"spec(\.\w+(\[\d+\])?)*: (\d+|true): expected a text",
            r": expected a text, found (a number|true or false)$",
        ),
        reason="the CRD has a text there: kubectl refuses what calicoctl turns into one",
    ),
)


# What calicoctl refuses and the chart takes, and why it does.
NOT_SAID: Sequence[Deliberate] = (
    Deliberate(
        name="a dot in the name of a policy",
        lines=(r"Metadata\.Name = '[a-z0-9.-]+' \(name must consist of lower case alphanumeric characters or '-'",),
        reason="from Calico v3.30.0 on what stands before the dot is the policy's tier",
    ),
)
