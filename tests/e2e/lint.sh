#!/usr/bin/env bash
# The pipelines in ci/templates, by the linters of those who run them.
exec "$(dirname "$0")/../../ci/lint"
