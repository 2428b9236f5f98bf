// Command docker-provider is Pulumi's Docker provider, put together from its published parts:
// the Terraform provider for Docker and Pulumi's bridge to it.
//
// It names resources and properties as the SDK pulumi_docker does. What is deliberately not here is
// docker:index/image:Image, which builds images and which no program of this repository uses.
package main

import (
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// version is set by the linker to the version of the SDK.
var version = "0.0.0-dev"

var resources = map[string]string{
	"docker_buildx_builder": "BuildxBuilder",
	"docker_config":         "ServiceConfig",
	"docker_container":      "Container",
	"docker_image":          "RemoteImage",
	"docker_network":        "Network",
	"docker_plugin":         "Plugin",
	"docker_registry_image": "RegistryImage",
	"docker_secret":         "Secret",
	"docker_service":        "Service",
	"docker_tag":            "Tag",
	"docker_volume":         "Volume",
}

var functions = map[string]string{
	"docker_image":                    "getRemoteImage",
	"docker_logs":                     "getLogs",
	"docker_network":                  "getNetwork",
	"docker_plugin":                   "getPlugin",
	"docker_registry_image":           "getRegistryImage",
	"docker_registry_image_manifests": "getRegistryImageManifests",
}

// token gives the name under which the SDK registers a member: docker:index/remoteImage:RemoteImage.
func token(member string) string {
	return "docker:index/" + strings.ToLower(member[:1]) + member[1:] + ":" + member
}

func info() tfbridge.ProviderInfo {
	result := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(provider.New(version)()),
		Name:    "docker",
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{
				Value: "unix:///var/run/docker.sock", EnvVars: []string{"DOCKER_HOST"},
			}},
			"registry_auth": {Name: "registryAuth"},
		},
		Resources:   map[string]*tfbridge.ResourceInfo{},
		DataSources: map[string]*tfbridge.DataSourceInfo{},
	}
	for name, member := range resources {
		result.Resources[name] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(member))}
	}
	for name, member := range functions {
		result.DataSources[name] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token(member))}
	}
	// The bridge makes plurals of lists' names; the SDK kept these as they are.
	container := result.Resources["docker_container"]
	container.Fields = map[string]*tfbridge.SchemaInfo{
		"command":           {Name: "command"},
		"networks_advanced": {Name: "networksAdvanced"},
	}
	// Two containers cannot have the same name or port at once.
	container.DeleteBeforeReplace = true
	result.Resources["docker_image"].Fields = map[string]*tfbridge.SchemaInfo{"name": {Name: "name"}}
	result.SetAutonaming(255, "-")
	return result
}

func main() { tfbridge.Main("docker", version, info(), nil) }
