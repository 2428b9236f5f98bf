"""docs/first-deployment.md, typed as it stands into one shell by the owner of an emulated subscription.

Real are the page, az, pulumi, git and openssl. Doubles: Azure (the emulator), its provider where the real
one cannot be had, GitHub (`gh`, and a repository on this machine to push to), and `sleep`, which lets time
pass in Azure and not here. Who signs in is a service principal, as nobody can sign in with a browser.
"""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
from pathlib import Path

from doubles.azure_native import install
from doubles.session import Rehearsal
from tests.rehearsal import github
from tests.support.az import sign_in
from tests.support.clones import Clone
from tests.support.paths import ROOT

PAGE = ROOT / "docs/first-deployment.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WORDS = {
    "YOUR-NAME": "hermapi",
    "YOU@EXAMPLE.COM": "operator@example.com",
    "YOU.eu.auth0.com": "acme.eu.auth0.com",
    "https://YOUR-API": "https://api.acme.com",
}
"""What the reader puts for the page's words; the rest is typed into the page's own file of names."""

_EDITOR = f"""#!/bin/sh
# A double of an editor: it fills in what the page leaves open.
sed -i 's,OWNER/REPOSITORY,{github.REPOSITORY},' "$1"
"""

_SLEEP = """#!{python}
# A double of sleep: the time passes in Azure.
import sys
from pathlib import Path
sys.path.insert(0, '{root}')
from doubles.launch import attach
attach(Path('{state}')).let_pass(float(sys.argv[1]))
"""


class Owner(Clone):
    """The clone of who makes the first deployment, with an az that is signed in and a gh.

    Attributes:
        azure: The subscription.
        backend: Where the state is; "" before the page was typed.
    """

    backend = ""

    def __init__(self, place: Path, azure: Rehearsal, az: Path) -> None:
        super().__init__(place / "clone", ready=True)
        # A runner's double copies the whole clone for each job: a link is copied sooner than an environment.
        environment = (self.folder / ".venv").rename(place / "venv")
        (self.folder / ".venv").symlink_to(environment)
        self.azure, self._place = azure, place
        (place / "bin").mkdir()
        # What is installed on the way comes from where this machine gets its packages.
        usual = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
        trusted = [Path(one).read_text(encoding="utf-8") for one in (usual, azure.ca_file) if one]
        (place / "trusted.pem").write_text("\n".join(trusted), encoding="utf-8")
        (place / "bin" / "az").symlink_to(az)
        provider = install(place / "home")
        (place / "bin" / provider.name).symlink_to(provider)
        github.install(place / "bin", self.github)
        self._program("editor", _EDITOR)
        # Waiting for a role to take effect is waiting for Azure's clock.
        self._program("sleep", _SLEEP.format(python=sys.executable, root=ROOT, state=azure.state_dir))
        sign_in(az, self.environment())
        origin = place / "origin.git"
        subprocess.run(["git", "init", "-q", "--bare", str(origin)], check=True)
        subprocess.run(["git", "remote", "add", "origin", str(origin)], cwd=self.folder, check=True)

    @property
    def github(self) -> Path:
        """The file with what GitHub knows."""
        return self._place / "github.json"

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of the owner's shell."""
        who = {
            f"GIT_{role}_{what}": "owner" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        path = os.pathsep.join([str(self._place / "bin"), os.environ["PATH"]])
        own = {
            **self.azure.env("owner"),
            **who,
            **self._trust,
            "PATH": path,
            "EDITOR": str(self._place / "bin" / "editor"),
        }
        backend = {"PULUMI_BACKEND_URL": self.backend} if self.backend else {}
        return super().environment(**own, **backend, **extra)

    @property
    def _trust(self) -> dict[str, str]:
        return dict.fromkeys(
            ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), str(self._place / "trusted.pem")
        )

    def job_environment(self) -> dict[str, str]:
        """What a job has of this machine: programs and the way to Azure, and nobody's credentials."""
        whose = re.compile(r"(ARM|AZURE)_(CLIENT|TENANT|SUBSCRIPTION)_\w+|AZURE_CONFIG_DIR")
        azure = {name: value for name, value in self.azure.env().items() if not whose.fullmatch(name)}
        vouching = f"{self.azure.url}/_github/{github.REPOSITORY}/prod?api-version=2.0"
        return {
            **azure,
            **self._trust,
            "PATH": self.environment()["PATH"],
            "ACTIONS_ID_TOKEN_REQUEST_URL": vouching,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": self.azure.endpoint.runner_token,
        }

    def type_page(self) -> str:
        """Type every block of the page, in one shell that ends at the first command that fails; what it said.

        Raises:
            AssertionError: A command failed.
        """
        script = "set -ex\n" + "\n".join(_BLOCK.findall(PAGE.read_text(encoding="utf-8")))
        for word, value in _WORDS.items():
            assert word in script
            script = script.replace(word, value)
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment(PULUMI_SKIP_CONFIRMATIONS="true"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-6000:]
        self.backend = self.variables["PULUMI_BACKEND_URL"]
        return done.stdout + done.stderr

    @property
    def variables(self) -> dict[str, str]:
        """The variables that the page gave GitHub's environment."""
        found: dict[str, str] = github.known(self.github)["prod"]["variables"]
        return found

    def _program(self, name: str, text: str) -> None:
        place = self._place / "bin" / name
        place.write_text(text, encoding="utf-8")
        place.chmod(0o755)
