#!/usr/bin/env bash
# Builds the guest that holds a real Bluetooth subsystem: Debian's kernel, bluetoothd and a D-Bus,
# nothing else. Needs: apt, bluez dbus busybox-static socat kmod cpio. Usage: build.sh FOLDER
set -euo pipefail

into=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,dev,etc/bluetooth,modules,proc,run/dbus,sys,tmp,usr/bin,var/lib/bluetooth}

"$here/../../machine/kernel.sh" "$work"
version=$(ls "$work/modules/lib/modules")
wanted="virtio_pci virtio_net virtio_console hci_uart algif_hash algif_skcipher cmac ecb ccm ecdh_generic"
number=100
for module in $wanted; do
  modprobe --dirname "$work/modules" --set-version "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' | while read -r file; do
  cp "$file" "$root/modules/$number-$(basename "$file")" # the order is the order of loading
  number=$((number + 1))
done

for program in busybox /usr/libexec/bluetooth/bluetoothd dbus-daemon socat btattach bluetoothctl btmon; do
  file=$(command -v "$program")
  cp -L "$file" "$root/usr/bin/"
  { ldd "$file" 2>&1 | grep -o '/[^ ]*\.so[^ ]*' || true; } | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -Lu "$library" "$root$library"
  done
done

mv "$root/usr/bin/busybox" "$root/bin/"

echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo 'passwd: files' >"$root/etc/nsswitch.conf"
printf '[Policy]\nAutoEnable=true\n' >"$root/etc/bluetooth/main.conf"
cat >"$root/etc/dbus.conf" <<'XML'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
<auth>EXTERNAL</auth>
<policy context="default"><allow own="*"/>
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
<limit name="max_match_rules_per_connection">5000</limit>
<limit name="max_replies_per_connection">50000</limit></busconfig>
XML

cat >"$root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*; do insmod "$module"; done
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
dbus-daemon --config-file=/etc/dbus.conf --fork
bluetoothd -n >/run/bluetoothd.log 2>&1 &
socat TCP-LISTEN:5555,fork,reuseaddr,nodelay UNIX-CONNECT:/run/dbus/system_bus_socket &
socat -t 60 TCP-LISTEN:5556,fork,reuseaddr EXEC:/bin/sh,stderr &
until netstat -ltn | grep -q :5555 && netstat -ltn | grep -q :5556; do sleep 0.1; done
echo "the box is up"
while :; do sleep 1000; done
INIT
chmod +x "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd.gz"

mkdir -p "$into"
mv "$work/vmlinux" "$work/initrd.gz" "$into/"
