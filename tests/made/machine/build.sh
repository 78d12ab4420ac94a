#!/usr/bin/env bash
# Builds what a guest with this machine's own file system boots from: Debian's kernel, its modules,
# and a first process that puts the root together. Needs: apt kmod busybox-static cpio.
# Usage: build.sh FOLDER
set -euo pipefail

into=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,dev,first-modules,host,new,proc,rw,sys}

"$here/kernel.sh" "$work"
version=$(ls "$work/modules/lib/modules")
number=100
for module in virtio_pci 9pnet_virtio 9p overlay virtio_net; do
  modprobe --dirname "$work/modules" --set-version "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' | while read -r file; do
  cp "$file" "$root/first-modules/$number-$(basename "$file")" # the order is the order of loading
  number=$((number + 1))
done
cp "$(command -v busybox)" "$root/bin/"
cp "$here/init" "$root/"
chmod +x "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd.gz"

mkdir -p "$into"
mv "$work/modules" "$work/vmlinux" "$work/initrd.gz" "$into/"
