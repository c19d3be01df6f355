"""Settings of the pull secret that the chart makes."""

from generator.rows import patterns
from generator.settings.kind import secret, text
from generator.settings.setting import Row, Section, setting
from generator.settings.targets import prints_own

_FILE = "image-credentials/secret.yaml"

# Docker Hub by the name under which docker's own configuration has it.
_DOCKER_HUB = r"https://index\.docker\.io/v1/"
# A password may stand in its place by mistake.
REGISTRY = secret(
    text(
        "a registry as host[:port][/path] without a scheme, docker.io for Docker Hub",
        f"{_DOCKER_HUB}|{patterns.HOST}(:{patterns.PORT})?{patterns.PATH}*",
        legal=["registry.example.com:5000/mirror", "docker.io", "https://index.docker.io/v1/", "[fd00::1]:5000"],
        illegal=[
            "https://registry.example.com",
            "https://index.docker.io/v2/",
            "registry.example.com/",
            "Registry.example.com",
            "a b",
            "u:CANARY@a.io",
        ],
    )
)
USERNAME = secret(
    text(
        "the name of a user, of visible characters without a colon",
        "[!-9;-~]+",
        longest=256,
        legal=["robot$net+pull", "_json_key", "0123"],
        illegal=["a:b", "a b", "a\n", "ä"],
    )
)
PASSWORD = secret(
    text(
        "a password or token in one line, without control characters",
        "[^\0-\x1f\x7f]+",
        longest=4096,
        legal=["a \"b\" 'c' {{ d }} $e: #f\\ ä", "0123", " <&>% "],
        illegal=["a\nb", "a\tb", "a\x7f"],
    )
)

ROWS: tuple[Row, ...] = (
    Section(
        path="imageCredentials",
        doc="The credentials of one registry. The chart makes the Secret cni-image-credentials of them, in the plugin's "
        "namespace, and all pods pull with it. Set all three values or none. Helm keeps the values in the Secret of every "
        "revision; to avoid that, make a Secret yourself and name it in imagePullSecrets. Do so for further registries, too.",
    ),
    setting(
        "imageCredentials.registry",
        REGISTRY,
        "The registry, as host[:port][/path] without a scheme. Docker Hub is docker.io, which becomes "
        "https://index.docker.io/v1/ in the Secret, the key that kubelets and docker look for. Default: none.",
        prints_own(_FILE),
    ),
    setting(
        "imageCredentials.username",
        USERNAME,
        "The user's name, at most 256 visible characters without a colon. Default: none.",
        prints_own(_FILE),
    ),
    setting(
        "imageCredentials.password",
        PASSWORD,
        "The password or token, at most 4096 characters in one line. Default: none. A change reaches the kubelets with the next "
        "pull and restarts no pod.",
        prints_own(_FILE),
    ),
)
