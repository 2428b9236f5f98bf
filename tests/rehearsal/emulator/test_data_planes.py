"""Microsoft's own clients take the doubles of blobs and keys for Azure's, and roles decide what they may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from azure import core, identity
from azure.core import exceptions as errors
from azure.keyvault import keys as key_client
from azure.keyvault.keys import crypto
from azure.storage import blob as blob_client

from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, VAULTS, Ask

ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/hermstate"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/state"
BLOBS, CRYPTO_USER, CRYPTO_OFFICER = (
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "12338af0-0e69-4776-bea7-57ae8d297424",
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
)


@pytest.fixture(scope="module")
def _places(cloud: Rehearsal, ask: Ask) -> None:
    """A container and a vault; the deployer has the roles of docs/first-deployment.md in them."""
    place = {"location": "westeurope"}
    assert ask("PUT", GROUP, place).is_success
    account = {**place, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {}}
    assert ask("PUT", ACCOUNT, account).is_success
    assert ask("PUT", CONTAINER, {"properties": {}}).is_success
    vault: dict[str, Any] = {"tenantId": cloud.endpoint.tenant, "sku": {"family": "A", "name": "standard"}}
    vault["enableRbacAuthorization"] = True
    assert ask("PUT", f"{VAULTS}/herm-keys", {**place, "properties": vault}).is_success
    give(cloud, ask, ACCOUNT, "deployer", BLOBS)
    give(cloud, ask, f"{VAULTS}/herm-keys", "deployer", CRYPTO_USER)
    give(cloud, ask, f"{VAULTS}/herm-keys", "owner", CRYPTO_OFFICER)


def give(cloud: Rehearsal, ask: Ask, scope: str, who: str, role: str) -> None:
    """Give a principal a role."""
    roles = f"/subscriptions/{cloud.endpoint.subscription}/providers/Microsoft.Authorization/roleDefinitions"
    properties = {
        "principalId": cloud.endpoint.acting_as(who).object,
        "roleDefinitionId": f"{roles}/{role}",
    }
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{role}"
    assert ask("PUT", path, {"properties": properties}).is_success


@pytest.fixture(autouse=True)
def _environment(cloud: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in cloud.env().items():
        monkeypatch.setenv(name, value)


def credential(cloud: Rehearsal, who: str) -> Any:
    """How a principal signs in."""
    one = cloud.endpoint.acting_as(who)
    return identity.ClientSecretCredential(
        one.tenant, one.client, one.client_secret, authority=cloud.url, disable_instance_discovery=True
    )


def container(cloud: Rehearsal, who: str) -> Any:
    """The container as a principal sees it."""
    address = "https://hermstate.blob.core.rehearsal.test"
    return blob_client.BlobServiceClient(address, credential(cloud, who), retry_total=0).get_container_client(
        "state"
    )


@pytest.fixture
def blobs(cloud: Rehearsal, _places: None) -> Iterator[Any]:
    """The container as who deploys sees it, empty."""
    client = container(cloud, "deployer")
    for one in client.list_blobs():
        client.delete_blob(one.name)
    yield client
    client.close()


def test_blobs_are_kept_whole_and_listed_in_order(blobs: Any) -> None:
    """Content, type, size and creation come back; lists have pages, prefixes and folders."""
    for name in ("b/two", "a.json", "b/one", "c & d"):
        blobs.upload_blob(name, name.encode())
    assert [one.name for one in blobs.list_blobs()] == ["a.json", "b/one", "b/two", "c & d"]
    assert [one.size for one in blobs.list_blobs("b/")] == [5, 5]
    assert sorted(one.name for one in blobs.walk_blobs()) == ["a.json", "b/", "c & d"]
    pages = blobs.list_blobs(results_per_page=3).by_page()
    assert [len(list(page)) for page in pages] == [3, 1]
    one = blobs.get_blob_client("b/one")
    assert (one.download_blob().readall(), one.download_blob(2, 2).readall()) == (b"b/one", b"on")
    first = one.get_blob_properties()
    one.upload_blob(b"again", overwrite=True)
    again = one.get_blob_properties()
    assert (first.etag != again.etag, first.creation_time == again.creation_time) == (True, True)
    assert not blobs.get_blob_client("none").exists()


def test_conditions_of_a_write_are_held(blobs: Any) -> None:
    """A new blob does not overwrite one that is there, and an old tag writes nothing."""
    one = blobs.get_blob_client("one")
    old = one.upload_blob(b"1")["etag"]
    with pytest.raises(errors.ResourceExistsError):
        one.upload_blob(b"2")
    one.upload_blob(b"3", overwrite=True)
    with pytest.raises(errors.ResourceModifiedError):
        one.upload_blob(b"4", overwrite=True, etag=old, match_condition=core.MatchConditions.IfNotModified)
    assert one.download_blob().readall() == b"3"


def test_blobs_are_copied_and_deleted(blobs: Any) -> None:
    """A copy has the content; what is deleted is gone and cannot be deleted again."""
    one, two = blobs.get_blob_client("one"), blobs.get_blob_client("two")
    one.upload_blob(b"1")
    assert two.start_copy_from_url(one.url)["copy_status"] == "success"
    one.delete_blob()
    assert two.download_blob().readall() == b"1"
    with pytest.raises(errors.ResourceNotFoundError):
        one.delete_blob()
    with pytest.raises(errors.ResourceNotFoundError):
        two.start_copy_from_url(one.url)


@pytest.mark.usefixtures("_places")
def test_an_owner_has_no_right_to_blobs(cloud: Rehearsal) -> None:
    """Who may do everything in the subscription may still not read what is in a container."""
    with pytest.raises(errors.HttpResponseError) as refused:
        container(cloud, "owner").upload_blob("one", b"1")
    assert "AuthorizationPermissionMismatch" in str(refused.value)


def test_a_token_for_something_else_opens_no_container(cloud: Rehearsal, blobs: Any) -> None:
    """The token has to be one for storage, and there has to be one."""

    class Foreign:
        """Tokens for ARM, whatever is asked for."""

        def get_token(self, *scopes: str, **more: Any) -> Any:
            del scopes, more
            return credential(cloud, "deployer").get_token(f"{cloud.url}/.default")

    address = blobs.url
    with pytest.raises(errors.ClientAuthenticationError, match="InvalidAuthenticationInfo"):
        blob_client.ContainerClient.from_container_url(address, Foreign(), retry_total=0).get_blob_client(
            "x"
        ).exists()
    with pytest.raises(errors.HttpResponseError, match="NoAuthenticationInformation"):
        blob_client.ContainerClient.from_container_url(address, retry_total=0).upload_blob("x", b"")


@pytest.mark.usefixtures("_places")
def test_what_is_encrypted_with_the_public_half_is_decrypted_in_the_vault(cloud: Rehearsal) -> None:
    """The client encrypts by itself with what the vault tells of the key; only the vault can decrypt."""
    made = keys(cloud, "owner").create_rsa_key("pulumi", size=3072)
    assert len(made.key.n) == 384
    who = credential(cloud, "deployer")
    local = crypto.CryptographyClient.from_jwk(made.key)
    remote = crypto.CryptographyClient(made, who)
    for algorithm in (crypto.EncryptionAlgorithm.rsa_oaep_256, crypto.EncryptionAlgorithm.rsa_oaep):
        sealed = local.encrypt(algorithm, b"a secret").ciphertext
        assert remote.decrypt(algorithm, sealed).plaintext == b"a secret"
    wrapped = local.wrap_key(crypto.KeyWrapAlgorithm.rsa_oaep_256, b"a key").encrypted_key
    assert remote.unwrap_key(crypto.KeyWrapAlgorithm.rsa_oaep_256, wrapped).key == b"a key"
    with pytest.raises(errors.HttpResponseError, match="incorrect"):
        remote.decrypt(crypto.EncryptionAlgorithm.rsa_oaep_256, b"0" * 384)


@pytest.mark.usefixtures("_places")
def test_an_older_version_of_a_key_still_decrypts(cloud: Rehearsal) -> None:
    """A new version is the one that is used; what the old one sealed names it."""
    owner = keys(cloud, "owner")
    old, new = owner.create_rsa_key("turned"), owner.create_rsa_key("turned")
    assert owner.get_key("turned").id == new.id
    assert [one.version for one in owner.list_properties_of_key_versions("turned")] == [
        old.properties.version,
        new.properties.version,
    ]
    sealed = (
        crypto.CryptographyClient.from_jwk(old.key)
        .encrypt(crypto.EncryptionAlgorithm.rsa_oaep_256, b"1")
        .ciphertext
    )
    who = credential(cloud, "deployer")
    opened = crypto.CryptographyClient(old, who).decrypt(crypto.EncryptionAlgorithm.rsa_oaep_256, sealed)
    assert opened.plaintext == b"1"


@pytest.mark.usefixtures("_places")
def test_who_uses_keys_makes_none(cloud: Rehearsal) -> None:
    """The role of who deploys reads and uses keys; making one needs another."""
    with pytest.raises(errors.HttpResponseError, match="ForbiddenByRbac"):
        keys(cloud, "deployer").create_rsa_key("another")


def keys(cloud: Rehearsal, who: str) -> Any:
    """The vault's keys as a principal sees them."""
    return key_client.KeyClient("https://herm-keys.vault.rehearsal.test", credential(cloud, who))
