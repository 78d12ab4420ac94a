#!/usr/bin/env bash
# Debian's kernel, unpacked, and its modules. Needs: apt kmod python3. Usage: kernel.sh FOLDER
# Leaves FOLDER/vmlinux and FOLDER/modules/lib/modules/VERSION.
set -euo pipefail

cd "$1"
# The kernel of this very machine seldom has what is wanted; Debian's package has it as modules.
apt-cache show linux-image-amd64 >/dev/null 2>&1 || apt-get update -qq
package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ {print $2; exit}')
apt-get download -qq -o APT::Sandbox::User=root "$package" >/dev/null
dpkg --extract "$package"_*.deb unpacked
version=${package#linux-image-}

# The uncompressed kernel: unpacking it in emulation would cost eight seconds of every start.
python3 - "unpacked/boot/vmlinuz-$version" vmlinux <<'PYTHON'
import lzma
import sys
from pathlib import Path

packed = Path(sys.argv[1]).read_bytes()
at = packed.find(b"\xfd7zXZ\x00")
while at >= 0:
    try:
        plain = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(packed[at:])
    except lzma.LZMAError:
        plain = b""
    if plain.startswith(b"\x7fELF"):
        Path(sys.argv[2]).write_bytes(plain)
        break
    at = packed.find(b"\xfd7zXZ\x00", at + 1)
else:
    sys.exit("no kernel in XZ form in " + sys.argv[1])
PYTHON

drivers=unpacked/lib/modules/$version/kernel/drivers
rm -rf "$drivers"/{gpu,infiniband,media,net/ethernet,net/wireless,staging} # a guest has none of it
depmod --basedir unpacked "$version"
mkdir modules
mv unpacked/lib modules/
rm -rf unpacked "$package"_*.deb
