SHELL := /bin/bash

# What sam build calls, and short names for what people do. .ci/run does all of it on a machine that has nothing.

.PHONY: help build check test parts parts-install dynamodb bench

help:
	@echo 'make build          the Lambda functions, through sam build'
	@echo 'make check          all that CI checks, with the parts that are here'
	@echo 'make test           go test ./...'
	@echo 'make bench          the benchmarks'
	@echo 'make parts          which real parts for the tests are missing, and how to get them'
	@echo 'make parts-install  gets them (the packages of Debian as root)'
	@echo 'make dynamodb       runs DynamoDB Local for the tests, prints the line to export'

build:
	@. .ci/parts.sh && PATH="$$PATH:$$sam_venv/bin" sam build --parallel

check:
	@.ci/run check

test:
	go test ./...

parts:
	@.ci/parts.sh list

parts-install:
	@.ci/parts.sh install

dynamodb:
	@.ci/dynamodb.sh

bench:
	go test -run '^$$' -bench . -benchmem ./...

# sam build calls build-<logical id> in a copy of the tree. The binary of a function is static (the runtime has no libc
# that we would rely on), stripped, and the same bytes from the same source: no paths, no version control stamp.
# The seed is for sam local alone: the table of a function that runs without AWS.
# Small binaries start sooner: no HTTP/2, for the services that are called speak HTTP/1.1. The three that only take what
# they are told are held to 9 MB, the dashboard to 12.5 MB and setup, which also draws mails, to 13.5 MB; these five have
# no inlined functions and no gaps between functions: their time goes to the network and to hashes.
small = -tags lambda.norpc,nethttpomithttp2
build-Webhooks build-Reactions build-Deliveries build-Dashboard build-Setup: small += -gcflags=all=-l
build-Webhooks build-Reactions build-Deliveries build-Dashboard build-Setup: packed = -funcalign=1
build-%:
	CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build $(small) -trimpath -buildvcs=false -ldflags "-s -w $(packed)" \
		-o $(ARTIFACTS_DIR)/bootstrap ./functions/$(shell echo $* | tr A-Z a-z)
	cp events/seed.json $(ARTIFACTS_DIR)/seed.json
