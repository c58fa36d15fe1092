# The few commands of everyday work; `make` alone lists them.
# What is missing on the machine is installed by .ci/install, which says what and how.

.DEFAULT_GOAL := help
.PHONY: help run test install install-tools lint openapi metrics pdf browser desk clients fuzz bench licenses permissions

# rustup's folder, which a plain shell may not have in its PATH.
export PATH := $(PATH):$(or $(CARGO_HOME),$(HOME)/.cargo)/bin

# `make run PROFILE=release` runs the optimised build, which takes minutes to make.
PROFILE ?= dev
TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/fazhi

help: ## 列出这些命令。 List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F '|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: install ## 安装缺少的，编译，并在 http://127.0.0.1:8080 提供演示县（PROFILE=release 为优化版）。 Install what is missing, build, and serve the demo county on http://127.0.0.1:8080 (PROFILE=release: optimised)
	FAZHI_DEMO=true cargo run --profile $(PROFILE)

test: install ## 安装缺少的，并运行全部测试。 Install what is missing and run every test
	cargo test

install: ## 安装编译和测试所需而缺少的。 Install what building and testing need, when it is missing
	@.ci/install build

install-tools: ## 安装检查、浏览器测试和模糊测试所需而缺少的。 Install what linting, the browser test and fuzzing need, when it is missing
	@.ci/install tools

lint: install ## 检查格式、clippy 警告、API 契约、许可和部署。 Check the format, clippy with warnings denied, the API's contract, licences, and the deployment
	cargo fmt --all --check
	openapi/lint/run
	licenses/check
	docker/lint
	cargo clippy --all-targets -- -D warnings

openapi: install ## 由代码生成 API 契约 openapi/v1.json。 Write the API's contract from the code to openapi/v1.json
	@# Into a second file first: a build that fails leaves the contract as it was.
	cargo run --quiet -- openapi > openapi/v1.json.tmp || { rm -f openapi/v1.json.tmp; exit 1; }
	mv openapi/v1.json.tmp openapi/v1.json

licenses: ## 由 Cargo.lock 生成 licenses/THIRD_PARTY.txt。 Write licenses/THIRD_PARTY.txt from what Cargo.lock names
	licenses/collect

permissions: install ## 由测试生成 docs/permissions.md。 Write docs/permissions.md from what the tests find
	WRITE_PERMISSIONS=1 cargo test --quiet --test api everybody_may_do

metrics: install install-tools ## 用 Prometheus 自己的工具检查指标。 Check the metrics with Prometheus' own tool
	cargo build --profile $(PROFILE)
	tests/metrics/run $(BINARY)

bench: install ## 与 PostgreSQL 本身和同类软件对比测速（见 benches/http/README.md，约三刻钟）。 Measure against PostgreSQL itself and against peers (benches/http/README.md; three quarters of an hour)
	benches/http/install
	cargo build --release
	benches/http/run

desk: install install-tools ## 在真实的浏览器中使用工作台。 Work at the desk in a real browser
	cargo build --profile $(PROFILE)
	tests/desk/run $(BINARY)

pdf: install install-tools ## 测试年度报告的 PDF（须编译 Typst，几分钟）。 Test annual reports as PDF (Typst is compiled, for minutes)
	cargo test --package fazhi-pdf
	cargo test --features pdf --test api reports::pdf

browser: install install-tools ## 在真实的浏览器中使用 Swagger UI。 Use the Swagger UI in a real browser
	cargo build --profile $(PROFILE)
	tests/browser/run $(BINARY)

clients: install install-tools ## 生成并使用 TypeScript、Python 客户端，运行接入示例。 Generate clients in TypeScript and Python and use them; run the examples for integrators
	cargo build --profile $(PROFILE)
	tests/clients/run $(BINARY)

fuzz: install install-tools ## 按契约对服务作一分钟模糊测试（FUZZ=--long 为十分钟）。 Fuzz the service through its contract for a minute (FUZZ=--long: for ten)
	cargo build --profile $(PROFILE)
	tests/fuzz/run $(FUZZ) $(BINARY)
