#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Random edits of a project: after each one the image is that of a clean build. `make test-random
# N=… SEED=…` makes more, or others.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
export UV_CACHE_DIR=$tmp/uv
mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' alpha==1.1 beta==1.0 beta==2.0 \
	gamma==1.0 delta==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
"$top/tests/support/mkbase" "$tmp/other" etc/other=1
find "$tmp/base" "$tmp/other" -exec touch -d 2020-01-01 {} +
ok "${N:-30} edits" python3 -B "$top/tests/random/edits.py" --top "$top" --work "$tmp" \
	--index "$nginx/simple" --steps "${N:-30}" --seed "${SEED:-1}"
done_testing
