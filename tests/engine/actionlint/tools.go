// Package tools pins the linter of GitHub Actions' workflows; nothing imports it.
//
//go:build tools

package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
