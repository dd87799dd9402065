# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# ownbackend.sh: projects that bring their build back end, so that their builds need no index;
# sourced.

# package DIRECTORY NAME LINES...: a package with a back end of its own, which writes METADATA as
# pyproject.toml has it and takes the modules beside it.
package() {
	mkdir -p "$1"
	{
		printf '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
		printf 'backend-path = ["."]\n[project]\nname = "%s"\n' "$2"
		printf '%s\n' "${@:3}"
	} >"$1/pyproject.toml"
	printf 'print("%s")\n' "$2" >"$1/${2//[.-]/_}.py"
	cat >"$1/backend.py" <<-'PY'
		import base64, hashlib, os, tomllib, zipfile

		def build_wheel(directory, config_settings=None, metadata_directory=None):
		    project = tomllib.load(open("pyproject.toml", "rb"))["project"]
		    name, version = project["name"].replace(".", "_"), project["version"]
		    info = f"{name}-{version}.dist-info"
		    needs = "".join(f"Requires-Dist: {line}\n" for line in project.get("dependencies", []))
		    members = {path: open(path).read() for path in sorted(os.listdir())
		               if path.endswith(".py") and path != "backend.py"}
		    members[f"{info}/METADATA"] = (
		        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n{needs}")
		    members[f"{info}/WHEEL"] = (
		        "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
		    digest = lambda text: base64.urlsafe_b64encode(
		        hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
		    members[f"{info}/RECORD"] = "".join(
		        f"{path},sha256={digest(text)},{len(text.encode())}\n"
		        for path, text in members.items()) + f"{info}/RECORD,,\n"
		    filename = f"{name}-{version}-py3-none-any.whl"
		    with zipfile.ZipFile(f"{directory}/{filename}", "w") as archive:
		        for path, text in members.items():
		            archive.writestr(path, text)
		    return filename
	PY
}
