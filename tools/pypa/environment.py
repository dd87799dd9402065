# SPDX-License-Identifier: MIT
"""What markers (PEP 508) see on a target that target.json describes, whatever machine this is."""


def marker_environment(target):
    full = target.get("pythonFull") or f"{target['python']}.0"
    return {"implementation_name": "cpython", "implementation_version": full, "os_name": "posix", "platform_machine": target["arch"],
            "platform_python_implementation": "CPython", "platform_release": "", "platform_system": "Linux", "platform_version": "",
            "python_full_version": full, "python_version": target["python"], "sys_platform": "linux"}
