// Program pulumi-resource-docker is Pulumi's Docker provider, put together from the same two parts as the
// official one: the Terraform provider for Docker and Pulumi's bridge. It offers the resources that herm uses
// and no others, and it is built only where the official release cannot be had.
//
// The module's path lies below the Terraform provider's own, because Go lets only such a module import the
// package internal/provider.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// version is set by the linker; it has to equal the version of the pulumi-docker Python package.
var version = "0.0.0-dev"

// left lists what the Terraform provider has and this program does not offer.
var left = []string{"docker_buildx_builder", "docker_config", "docker_plugin", "docker_secret", "docker_service"}

func main() {
	list := false // a list stays a list, although it may hold one element at most
	info := tfbridge.ProviderInfo{
		P:       shim.NewProvider(provider.New(version)()),
		Name:    "docker",
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"registry_auth": {Name: "registryAuth", MaxItemsOne: &list},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok: token("container", "Container"),
				// Two containers of one name, or on one port, cannot live at once.
				DeleteBeforeReplace: true,
				// The names that the Python package knows; the bridge would make plurals of them.
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command", MaxItemsOne: &list},
					"networks_advanced": {Name: "networksAdvanced", MaxItemsOne: &list},
				},
			},
			"docker_image": {
				Tok:    token("remoteImage", "RemoteImage"),
				Fields: map[string]*tfbridge.SchemaInfo{"name": {Name: "name"}},
			},
			"docker_network":        {Tok: token("network", "Network")},
			"docker_volume":         {Tok: token("volume", "Volume")},
			"docker_tag":            {Tok: token("tag", "Tag")},
			"docker_registry_image": {Tok: token("registryImage", "RegistryImage")},
		},
		IgnoreMappings: left,
	}
	tfbridge.Main("docker", version, info, []byte(`{"name":"docker"}`))
}

func token(module, name string) tokens.Type {
	return tokens.Type("docker:index/" + module + ":" + name)
}
