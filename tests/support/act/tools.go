// Package tools pins what runs GitHub Actions' workflows on this machine; nothing imports it.
//
//go:build tools

package tools

import _ "github.com/nektos/act"
