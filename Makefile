# The commands of the house; `make` alone lists them.
# A setting given on the command line reaches the product: make run HOST=0.0.0.0 PORT=9000
SHELL := /bin/bash
.NOTPARALLEL:
.PHONY: help run test lint bench soak clean packages packages-dev asterisk callers ui ui-test browser
PYTHON = exec tools/inside.sh python

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: OF = 4
run: packages asterisk ui ## start everything; HOST=0.0.0.0 opens it to the network, DEMO=0 begins a house of your own
	@STEP=4/$(OF) exec tools/run.sh

test: OF = 6
test: packages-dev callers ui browser ui-test ## run every test on real parts; ARGS="-k words" chooses some
	@echo "6/$(OF) Tests …" && $(PYTHON) -m pytest -n 3 $(ARGS)

lint: OF = 3
lint: packages-dev ## check the style and the types of everything
	@echo "2/$(OF) Python: style and types …"
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy .
	@STEP=3/$(OF) tools/ui.sh lint

bench: OF = 4
bench: packages-dev callers ui ## measure, side by side with the rivals; ARGS=queue measures one, ARGS=--list names them
	@echo "4/$(OF) Measurements …"&& $(PYTHON) -m bench $(ARGS)

soak: OF = 4
soak: packages-dev ## ten thousand random things happen to the queue, in four processes on PostgreSQL; SOAK_STEPS=100000 for more
	@SOAK_STEPS=$(or $(SOAK_STEPS),10000) $(PYTHON) -m pytest tests/acd/test_storm.py -k several_processes

clean: ## remove all that was made here, recordings and database included
	@tools/clean.sh

# The steps that the commands above are made of. Each does nothing where nothing has changed.
packages:     ; @STEP=$(if $(OF),1/$(OF)) tools/packages.sh requirements.txt
packages-dev: ; @STEP=$(if $(OF),1/$(OF)) tools/packages.sh requirements-dev.txt
asterisk:     ; @STEP=2/$(OF) tools/asterisk.sh >/dev/null
callers:      ; @STEP=2/$(OF) tools/asterisk.sh sipp baresip sox >/dev/null
ui:           ; @STEP=3/$(OF) tools/ui.sh
browser:      ; @STEP=4/$(OF) tools/browser.sh
ui-test:      ; @STEP=5/$(OF) tools/ui.sh test
