# Machines: what a name such as "x86_64-linux" says about the machine.
{ lib }:
let
  inherit (builtins)
    elem
    filter
    head
    isAttrs
    isString
    length
    mapAttrs
    match
    ;
  inherit (lib.lists) any last;
  inherit (lib.strings) hasPrefix hasSuffix splitString;

  little = "littleEndian";
  big = "bigEndian";
  cpu = family: bits: order: extra: {
    inherit family bits;
    significantByte.name = order;
  } // extra;
  none = { };

  # Processors, by the name in the system's string.
  cpus = mapAttrs (name: c: c // { inherit name; _type = "cpu-type"; }) {
    x86_64 = cpu "x86" 64 little { arch = "x86-64"; };
    i686 = cpu "x86" 32 little { arch = "i686"; };
    i586 = cpu "x86" 32 little { arch = "i586"; };
    i486 = cpu "x86" 32 little { arch = "i486"; };
    i386 = cpu "x86" 32 little { arch = "i386"; };
    aarch64 = cpu "arm" 64 little { version = "8"; };
    aarch64_be = cpu "arm" 64 big { version = "8"; };
    armv5tel = cpu "arm" 32 little { version = "5"; arch = "armv5t"; };
    armv6l = cpu "arm" 32 little { version = "6"; arch = "armv6"; };
    armv6m = cpu "arm" 32 little { version = "6"; arch = "armv6-m"; };
    armv7a = cpu "arm" 32 little { version = "7"; arch = "armv7-a"; };
    armv7l = cpu "arm" 32 little { version = "7"; arch = "armv7"; };
    riscv64 = cpu "riscv" 64 little none;
    riscv32 = cpu "riscv" 32 little none;
    powerpc64le = cpu "power" 64 little none;
    powerpc64 = cpu "power" 64 big none;
    powerpc = cpu "power" 32 big none;
    loongarch64 = cpu "loongarch" 64 little none;
    mipsel = cpu "mips" 32 little none;
    mips = cpu "mips" 32 big none;
    mips64el = cpu "mips" 64 little none;
    mips64 = cpu "mips" 64 big none;
    s390x = cpu "s390" 64 big none;
    s390 = cpu "s390" 32 big none;
    m68k = cpu "m68k" 32 big none;
    sparc64 = cpu "sparc" 64 big none;
    wasm32 = cpu "wasm" 32 little none;
    wasm64 = cpu "wasm" 64 little none;
    javascript = cpu "javascript" 32 little none;
    avr = cpu "avr" 8 little none;
  };

  kernels = mapAttrs (name: k: { inherit name; families = { }; _type = "kernel"; } // k) {
    linux.execFormat.name = "elf";
    darwin = {
      execFormat.name = "macho";
      families.darwin.name = "darwin";
    };
    freebsd = {
      execFormat.name = "elf";
      families.bsd.name = "bsd";
    };
    netbsd = {
      execFormat.name = "elf";
      families.bsd.name = "bsd";
    };
    openbsd = {
      execFormat.name = "elf";
      families.bsd.name = "bsd";
    };
    solaris.execFormat.name = "elf";
    cygwin.execFormat.name = "pe";
    windows.execFormat.name = "pe";
    wasi.execFormat.name = "wasm";
    redox.execFormat.name = "elf";
    none.execFormat.name = "unknown";
  };

  linuxArchOf = c:
    if c.family == "x86" then (if c.bits == 64 then "x86_64" else "i386")
    else if c.family == "arm" then (if c.bits == 64 then "arm64" else "arm")
    else if c.family == "power" then "powerpc"
    else if c.family == "mips" then "mips"
    else if c.family == "riscv" then "riscv"
    else if c.family == "s390" then "s390"
    else if c.family == "loongarch" then "loongarch"
    else c.name;

  # "x86_64-linux", "x86_64-unknown-linux-gnu", "aarch64-darwin", …
  parseSystem =
    text:
    let
      parts = splitString "-" text;
      count = length parts;
      second = builtins.elemAt parts 1;
      osName =
        if count == 2 then second
        else if count == 3 && cpuOsAbi then second
        else if count == 3 then last parts
        else builtins.elemAt parts 2;
      # "x86_64-linux-gnu": the vendor may be left out.
      cpuOsAbi = kernels ? ${second} || hasPrefix "darwin" second;
      abiName =
        if count == 4 then last parts
        else if count == 3 && cpuOsAbi then last parts
        else null;
      cpuType = cpus.${head parts} or (throw "Unknown CPU type: ${head parts}");
      kernelName =
        if hasPrefix "darwin" osName || hasPrefix "macos" osName then "darwin"
        else if hasPrefix "freebsd" osName then "freebsd"
        else if osName == "mingw32" then "windows"
        else osName;
      kernel = kernels.${kernelName} or (throw "Unknown kernel: ${osName}");
      abi =
        if abiName != null then abiName
        else if kernelName == "linux" then
          (if cpuType.family == "arm" && cpuType.bits == 32 then
            (if builtins.compareVersions cpuType.version "6" >= 0 then "gnueabihf" else "gnueabi")
          else "gnu")
        else "unknown";
    in
    {
      _type = "system";
      cpu = cpuType;
      vendor.name =
        if kernelName == "darwin" then "apple"
        else if kernelName == "windows" then "w64"
        else if count == 4 || (count == 3 && !cpuOsAbi) then second
        else "unknown";
      inherit kernel;
      abi.name = abi;
    };

  doubleOf = p: "${p.cpu.name}-${if p.kernel.name == "windows" && p.abi.name == "cygnus" then "cygwin" else p.kernel.name}";
  tripleOf = p:
    let
      abi = if p.abi.name == "unknown" then "" else "-${p.abi.name}";
      # Apple has its own name for it.
      cpuName = if p.kernel.name == "darwin" && p.cpu.name == "aarch64" then "arm64" else p.cpu.name;
    in
    "${cpuName}-${p.vendor.name}-${p.kernel.name}${abi}";

  predicatesOf = p: rec {
    isx86_32 = p.cpu.family == "x86" && p.cpu.bits == 32;
    isx86_64 = p.cpu.family == "x86" && p.cpu.bits == 64;
    isx86 = p.cpu.family == "x86";
    isi686 = isx86_32;
    isAarch64 = p.cpu.family == "arm" && p.cpu.bits == 64;
    isAarch32 = p.cpu.family == "arm" && p.cpu.bits == 32;
    isAarch = p.cpu.family == "arm";
    isArmv7 = isAarch32 && p.cpu.version or "" == "7";
    isRiscV = p.cpu.family == "riscv";
    isRiscV64 = isRiscV && is64bit;
    isRiscV32 = isRiscV && is32bit;
    isPower = p.cpu.family == "power";
    isPower64 = isPower && is64bit;
    isMips = p.cpu.family == "mips";
    isLoongArch64 = p.cpu.family == "loongarch";
    isS390 = p.cpu.family == "s390";
    isS390x = isS390 && is64bit;
    isM68k = p.cpu.family == "m68k";
    isSparc = p.cpu.family == "sparc";
    isWasm = p.cpu.family == "wasm";
    is32bit = p.cpu.bits == 32;
    is64bit = p.cpu.bits == 64;
    isILP32 = false;
    isLittleEndian = p.cpu.significantByte.name == little;
    isBigEndian = !isLittleEndian;
    isLinux = p.kernel.name == "linux";
    isDarwin = p.kernel.name == "darwin";
    isMacOS = isDarwin;
    isiOS = false;
    isFreeBSD = p.kernel.name == "freebsd";
    isNetBSD = p.kernel.name == "netbsd";
    isOpenBSD = p.kernel.name == "openbsd";
    isBSD = isFreeBSD || isNetBSD || isOpenBSD || isDarwin;
    isSunOS = p.kernel.name == "solaris";
    isCygwin = p.kernel.name == "cygwin";
    isWindows = p.kernel.name == "windows" || isCygwin;
    isMinGW = p.kernel.name == "windows";
    isWasi = p.kernel.name == "wasi";
    isRedox = p.kernel.name == "redox";
    isNone = p.kernel.name == "none";
    isGhcjs = p.cpu.family == "javascript";
    isUnix = isLinux || isBSD || isSunOS || isCygwin || isRedox;
    isGnu = isLinux && match "gnu.*" p.abi.name != null;
    isMusl = match "musl.*" p.abi.name != null;
    isUClibc = match "uclibc.*" p.abi.name != null;
    isAndroid = match "android.*" p.abi.name != null;
    isEfi = isx86 || isAarch64 || isRiscV64 || isLoongArch64;
    isElf = p.kernel.execFormat.name == "elf";
    isMacho = p.kernel.execFormat.name == "macho";
    isCompatible = _: throw "2022-05-23: isCompatible has been removed in favor of canExecute, refer to the 22.11 changelog for details";
    isGenode = false;
  };

  # Everything that is asked of `stdenv.hostPlatform`, from a system's name or a set with more.
  elaborate =
    given:
    let
      args = if isString given then { system = given; } else given;
      parsed = args.parsed or (parseSystem (args.config or args.system));
      predicates = predicatesOf parsed;
      shared = if predicates.isDarwin then ".dylib" else if predicates.isWindows then ".dll" else ".so";
      final =
        predicates
        // {
          inherit parsed;
          system = doubleOf parsed;
          config = tripleOf parsed;
          isStatic = predicates.isWasm;
          hasSharedLibraries = !predicates.isWasm && !predicates.isNone;
          libc =
            if predicates.isDarwin then "libSystem"
            else if predicates.isMusl then "musl"
            else if predicates.isLinux then "glibc"
            else if predicates.isFreeBSD then "fblibc"
            else "native/impure";
          useLLVM = predicates.isFreeBSD || predicates.isOpenBSD;
          linker = if predicates.isDarwin then "cctools" else "bfd";
          linuxArch = linuxArchOf parsed.cpu;
          darwinArch = if predicates.isAarch64 then "arm64" else parsed.cpu.name;
          darwinSdkVersion = "14.4";
          darwinMinVersion = "14.0";
          qemuArch = if predicates.isx86_32 then "i386" else if predicates.isAarch32 then "arm" else parsed.cpu.name;
          ubootArch = if predicates.isx86 then "x86" else linuxArchOf parsed.cpu;
          efiArch = if predicates.isx86_64 then "x64" else if predicates.isAarch64 then "aa64" else parsed.cpu.name;
          uname = {
            system =
              {
                linux = "Linux";
                darwin = "Darwin";
                freebsd = "FreeBSD";
                netbsd = "NetBSD";
                openbsd = "OpenBSD";
              }
              .${parsed.kernel.name} or null;
            processor = if predicates.isDarwin && predicates.isAarch64 then "arm64" else parsed.cpu.name;
            release = null;
          };
          extensions = {
            sharedLibrary = shared;
            staticLibrary = if predicates.isWindows then ".lib" else ".a";
            library = shared;
            executable = if predicates.isWindows then ".exe" else "";
          };
          rust = {
            rustcTarget = tripleOf parsed;
            rustcTargetSpec = tripleOf parsed;
            cargoShortTarget = tripleOf parsed;
            cargoEnvVarTarget = lib.strings.toUpper (builtins.replaceStrings [ "-" ] [ "_" ] (tripleOf parsed));
            platform = {
              arch = parsed.cpu.name;
              os = if predicates.isDarwin then "macos" else parsed.kernel.name;
            };
          };
          go = {
            GOOS = parsed.kernel.name;
            GOARCH = if predicates.isx86_64 then "amd64" else if predicates.isAarch64 then "arm64" else linuxArchOf parsed.cpu;
          };
          node = {
            platform = parsed.kernel.name;
            arch = if predicates.isx86_64 then "x64" else if predicates.isAarch64 then "arm64" else linuxArchOf parsed.cpu;
          };
          gcc = { };
          linux-kernel = { };
          rustc = { };
          canExecute =
            platform:
            platform.parsed.kernel.name == parsed.kernel.name
            && (
              platform.parsed.cpu.name == parsed.cpu.name
              || (predicates.isx86_64 && platform.isx86_32)
            );
          emulatorAvailable = _: false;
          emulator = _: throw "No emulator is known for ${doubleOf parsed}";
          equals = other: isAttrs other && other.system or null == doubleOf parsed && other.config or null == tripleOf parsed;
        }
        // args
        // {
          inherit parsed;
          system = args.system or (doubleOf parsed);
        };
    in
    final;

  allDoubles = [
    "i686-cygwin" "x86_64-cygwin"
    "x86_64-darwin" "i686-darwin" "aarch64-darwin" "armv7a-darwin"
    "i686-freebsd" "x86_64-freebsd" "aarch64-freebsd"
    "x86_64-solaris"
    "javascript-ghcjs"
    "aarch64-linux" "armv5tel-linux" "armv6l-linux" "armv7a-linux" "armv7l-linux" "i686-linux" "loongarch64-linux"
    "m68k-linux" "mips-linux" "mips64-linux" "mips64el-linux" "mipsel-linux" "powerpc-linux" "powerpc64-linux"
    "powerpc64le-linux" "riscv32-linux" "riscv64-linux" "s390-linux" "s390x-linux" "x86_64-linux"
    "aarch64-netbsd" "armv6l-netbsd" "armv7a-netbsd" "armv7l-netbsd" "i686-netbsd" "m68k-netbsd" "mipsel-netbsd"
    "powerpc-netbsd" "riscv32-netbsd" "riscv64-netbsd" "x86_64-netbsd"
    "i686-openbsd" "x86_64-openbsd"
    "x86_64-redox"
    "wasm64-wasi" "wasm32-wasi"
    "aarch64-windows" "x86_64-windows" "i686-windows"
  ];
  ending = suffix: filter (hasSuffix "-${suffix}") allDoubles;
  starting = prefix: filter (hasPrefix "${prefix}-") allDoubles;
in
{
  inherit elaborate;
  equals = a: b: removeAttrs a [ "equals" ] == removeAttrs b [ "equals" ] || a.system == b.system;
  systemToAttrs = given: if isAttrs given then given else { system = given; };
  parse = {
    cpuTypes = cpus;
    inherit kernels;
    mkSystemFromString = parseSystem;
    doubleFromSystem = doubleOf;
    tripleFromSystem = tripleOf;
  };
  inspect.predicates = mapAttrs (name: _: p: (predicatesOf p).${name}) (
    predicatesOf (parseSystem "x86_64-linux")
  );
  examples = { };
  flakeExposed = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "powerpc64le-linux"
    "riscv64-linux"
    "x86_64-freebsd"
  ];

  # Lists of systems, for `meta.platforms`.
  doubles = rec {
    all = allDoubles;
    arm = filter (s: hasPrefix "armv" s) allDoubles;
    armv7 = filter (s: hasPrefix "armv7" s) allDoubles;
    aarch64 = starting "aarch64";
    aarch = arm ++ aarch64;
    x86_64 = starting "x86_64";
    i686 = starting "i686";
    x86 = i686 ++ x86_64;
    riscv = filter (hasPrefix "riscv") allDoubles;
    riscv32 = starting "riscv32";
    riscv64 = starting "riscv64";
    power = filter (hasPrefix "powerpc") allDoubles;
    mips = filter (hasPrefix "mips") allDoubles;
    m68k = starting "m68k";
    s390 = starting "s390";
    s390x = starting "s390x";
    loongarch64 = starting "loongarch64";
    linux = ending "linux";
    darwin = ending "darwin";
    freebsd = ending "freebsd";
    netbsd = ending "netbsd";
    openbsd = ending "openbsd";
    cygwin = ending "cygwin";
    windows = ending "windows";
    redox = ending "redox";
    wasi = ending "wasi";
    illumos = ending "solaris";
    gnu = linux;
    unix = linux ++ darwin ++ freebsd ++ netbsd ++ openbsd ++ illumos ++ cygwin ++ redox;
    none = [ ];
    uefi = filter (s: any (c: hasPrefix c s) [ "x86_64" "aarch64" "i686" "riscv64" "loongarch64" ]) linux;
    embedded = [ ];
    js = [ "javascript-ghcjs" ];
    bigEndian = filter (s: !((parseSystem s).cpu.significantByte.name == little)) (filter (s: s != "javascript-ghcjs") allDoubles);
    littleEndian = filter (s: !elem s bigEndian) allDoubles;
  };
}
