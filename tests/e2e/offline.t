#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a bundle alone: a bare Debian in a network namespace without network sets itself up and makes
# the image that others make.
. "$(dirname "$0")/../tap.sh"
needs bwrap mmdebstrap
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk

# Given a clone, and a bundle of the hello project for both of its targets, made where there is a
# network,
clone() { # directory
	mkdir -p "$1"
	git -C "$top" ls-files -z --cached --others --exclude-standard |
		(cd "$top" && xargs -0 cp --parents -t "$1" 2>/dev/null)
}
clone "$tmp/here"
mkdir "$tmp/here/build"
ln -s "$bin" "$tmp/here/build/bin"
ln -s "$top/build/setup" "$tmp/here/build/setup"
hello=$tmp/here/projects/hello
ok 'a bundle' make --no-print-directory -C "$hello" bundle TARGET=all \
	BUNDLE="$tmp/hello bundle.tar" PYLOCK_STORE="$cache"
ok 'the image, with network' make --no-print-directory -C "$hello" image TARGET=all \
	PYLOCK_STORE="$cache"
ok 'another bundle' make --no-print-directory -C "$hello" bundle TARGET=all \
	BUNDLE="$tmp/again.tar" PYLOCK_STORE="$cache"
ok 'has the same bytes' cmp "$tmp/hello bundle.tar" "$tmp/again.tar"

# and a Debian of this release with make and nothing else.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' |
	head -n 1)
release=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
ok 'a bare Debian' mmdebstrap --variant=minbase --include=make "$release" "$tmp/root.tar" \
	${mirror:+"$mirror"}
mkdir "$tmp/root"
tar -xpf "$tmp/root.tar" -C "$tmp/root" --numeric-owner --exclude='./dev/*'
clone "$tmp/root/srv/clone"
mv "$tmp/hello bundle.tar" "$tmp/root/srv"
elsewhere() { # directory command...
	bwrap --bind "$tmp/root" / --proc /proc --dev /dev --tmpfs /tmp --unshare-net \
		--unshare-pid --die-with-parent --cap-add ALL --clearenv \
		--setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root \
		--setenv PYLOCK_OFFLINE 1 --chdir "$1" "${@:2}"
}

# When it sets itself up without the bundle, then it says what is missing; with it, the image is
# made, and is the same.
said=$(elsewhere /srv/clone make setup 2>&1)
like 'without the bundle' "$said" \
	'setup: missing: gcc .* \(PYLOCK_OFFLINE=1\): run once without it, or give a bundle: make '\
'setup BUNDLE=FILE'
ok 'there is no network' test "$(elsewhere / sh -c 'cat /proc/net/route | wc -l')" -le 1
ok 'setup and image from the bundle' elsewhere /srv/clone make setup image \
	'BUNDLE=../hello bundle.tar' PROJECT=hello
there=$tmp/root/srv/clone/projects/hello
is 'the same image' "$(cat "$there/build/debian12-amd64/image.digest")" \
	"$(cat "$hello/build/debian12-amd64/image.digest")"
ok 'setup again changes nothing' elsewhere /srv/clone make setup
ok 'the other target, verified' elsewhere /srv/clone make image verify PROJECT=hello \
	TARGET=debian12-arm64
is 'the same, too' "$(cat "$there/build/debian12-arm64/image.digest")" \
	"$(cat "$hello/build/debian12-arm64/image.digest")"
done_testing
