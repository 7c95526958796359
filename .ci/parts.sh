#!/usr/bin/env bash
# The real parts that Earshot is tested with: where they are, what is missing, how to get it.
#
#   .ci/parts.sh list             what is here, what is missing (exit 1) and the command that gets it
#   .ci/parts.sh install [PART…]  installs what is missing; PART is java dynamodb sam moto docker chromium axe fonts
#   . .ci/parts.sh                only defines the functions and names below
#
# Everything but the packages of Debian goes to one folder outside the tree, for sam build copies all of the tree.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${EARSHOT_PARTS:-${XDG_CACHE_HOME:-$HOME/.cache}/earshot-parts}
all_parts="java dynamodb sam moto docker chromium axe fonts"

# A folder is named after the version in it, so a new version never meets the remains of the old one.
ddb=$cache/dynamodb-$(sed -n 's:.*<version>\(.*\..*\)</version>.*:\1:p' "$here/dynamodb/pom.xml")
sam_venv=$cache/sam-$(sed -n 's/^aws-sam-cli==//p' "$here/sam.txt")
moto_venv=$cache/moto-$(sed -n 's/^moto==//p' "$here/moto.txt")
axe=$cache/axe-$(sed -n 's/.*"axe-core": "\([0-9.]*\)".*/\1/p' "$here/axe/package.json")

# have PART: is it here and whole? A folder counts only with the mark that the end of its installation leaves.
have() {
	case $1 in
	java) command -v java >/dev/null && command -v mvn >/dev/null ;;
	dynamodb) [ -e "$ddb/.whole" ] ;;
	sam) [ -e "$sam_venv/.whole" ] ;;
	moto) [ -e "$moto_venv/.whole" ] ;;
	docker) command -v dockerd >/dev/null && command -v iptables >/dev/null && command -v ip >/dev/null ;;
	chromium) command -v chromium >/dev/null ;;
	axe) [ -e "$axe/.whole" ] ;;
	fonts) [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] ;;
	*) echo "parts: there is no part called $1" >&2 && exit 2 ;;
	esac
}

what() {
	case $1 in
	java) echo "Java and Maven, to fetch and run DynamoDB Local" ;;
	dynamodb) echo "DynamoDB Local, for the tests of shared/table/dynamo" ;;
	sam) echo "SAM CLI with cfn-lint, for sam validate, build and local" ;;
	moto) echo "moto's server, which plays SES" ;;
	docker) echo "dockerd and iptables, for sam local" ;;
	chromium) echo "Chromium, for the tests in a browser" ;;
	axe) echo "axe-core, which finds in pages what shuts people out" ;;
	fonts) echo "DejaVu, so that screenshots have letters" ;;
	esac
}

install() {
	case $1 in
	java) debian openjdk-17-jre-headless maven ;;
	dynamodb)
		fresh "$ddb"
		mvn -q -B -f "$here/dynamodb/pom.xml" dependency:copy-dependencies -DoutputDirectory="$ddb" -DincludeScope=runtime
		touch "$ddb/.whole"
		;;
	sam) venv "$sam_venv" "$here/sam.txt" ;;
	moto) venv "$moto_venv" "$here/moto.txt" ;;
	docker) debian docker.io iptables iproute2 ;;
	chromium) debian chromium ;;
	axe) axe_core ;;
	fonts) debian fonts-dejavu-core ;;
	esac
}

fresh() { rm -rf "$1" && mkdir -p "$1"; }

# venv FOLDER REQUIREMENTS
venv() {
	python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv
	fresh "$1"
	python3 -m venv "$1"
	"$1/bin/pip" install -q --disable-pip-version-check -r "$2"
	touch "$1/.whole"
}

# axe_core takes the one version whose hash stands in package-lock.json, and runs nothing of it.
axe_core() {
	command -v npm >/dev/null || debian npm
	fresh "$axe"
	cp "$here"/axe/package*.json "$axe/"
	npm ci --prefix "$axe" --ignore-scripts --no-audit --no-fund --silent
	touch "$axe/.whole"
}

debian() {
	[ "$(id -u)" = 0 ] || { echo "parts: $* come from Debian, which root installs: apt-get install $*" >&2 && exit 1; }
	[ -n "${apt_updated:-}" ] || apt-get update -qq
	apt_updated=1
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

list() {
	local part missing=""
	for part in $all_parts; do
		if have "$part"; then
			printf '  here     %-9s %s\n' "$part" "$(what "$part")"
		else
			printf '  MISSING  %-9s %s\n' "$part" "$(what "$part")"
			missing="$missing $part"
		fi
	done
	echo "  folder   $cache"
	[ -z "$missing" ] || { echo "Get them with: make parts-install   (or .ci/parts.sh install$missing)" && return 1; }
}

install_missing() {
	local part began
	for part in ${*:-$all_parts}; do
		have "$part" && continue
		began=$SECONDS
		install "$part"
		have "$part" || { echo "parts: $part was installed and is still not there" >&2 && exit 1; }
		printf '  installed %-9s in %d s\n' "$part" $((SECONDS - began))
	done
}

[ "${BASH_SOURCE[0]}" = "$0" ] || return 0
case ${1:-list} in
list) list ;;
install) shift && install_missing "$@" ;;
*) sed -n '2,7s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
