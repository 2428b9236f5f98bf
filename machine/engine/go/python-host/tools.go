//go:build tools

// Package tools names the language host's command, so that go.mod and go.sum hold what its build needs.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
