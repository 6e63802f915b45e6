{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.programs.htop;

  # htop's numbers of its columns.
  fields = {
    PID = 0;
    COMM = 1;
    STATE = 2;
    PPID = 3;
    PGRP = 4;
    SESSION = 5;
    TTY = 6;
    TTY_NR = 6;
    TPGID = 7;
    MINFLT = 9;
    CMINFLT = 10;
    MAJFLT = 11;
    CMAJFLT = 12;
    UTIME = 13;
    STIME = 14;
    CUTIME = 15;
    CSTIME = 16;
    PRIORITY = 17;
    NICE = 18;
    STARTTIME = 20;
    PROCESSOR = 37;
    M_VIRT = 38;
    M_SIZE = 38;
    M_RESIDENT = 39;
    M_SHARE = 40;
    M_TRS = 41;
    M_DRS = 42;
    M_LRS = 43;
    M_DT = 44;
    ST_UID = 45;
    PERCENT_CPU = 46;
    PERCENT_MEM = 47;
    USER = 48;
    TIME = 49;
    NLWP = 50;
    TGID = 51;
    PERCENT_NORM_CPU = 52;
    ELAPSED = 53;
    SCHEDULERPOLICY = 54;
    CTID = 99;
    VPID = 100;
    RCHAR = 102;
    VXID = 102;
    WCHAR = 103;
    SYSCR = 104;
    SYSCW = 105;
    RBYTES = 106;
    WBYTES = 107;
    CNCLWB = 108;
    IO_READ_RATE = 109;
    IO_WRITE_RATE = 110;
    IO_RATE = 111;
    CGROUP = 112;
    OOM = 113;
    IO_PRIORITY = 114;
    M_PSS = 118;
    M_SWAP = 119;
    M_PSSWP = 120;
    CTXT = 121;
    SECATTR = 122;
    PROC_COMM = 123;
    PROC_EXE = 124;
    CWD = 125;
    AUTOGROUP_ID = 126;
    AUTOGROUP_NICE = 127;
    CCGROUP = 128;
    CONTAINER = 129;
    M_PRIV = 130;
    GPU_TIME = 131;
    GPU_PERCENT = 132;
    ISCONTAINER = 133;
  };
  defaultFields = with fields; [
    PID
    USER
    PRIORITY
    NICE
    M_SIZE
    M_RESIDENT
    M_SHARE
    STATE
    PERCENT_CPU
    PERCENT_MEM
    TIME
    COMM
  ];

  modes = {
    Bar = 1;
    Text = 2;
    Graph = 3;
    LED = 4;
  };
  meter = mode: name: { ${name} = mode; };
  meters = side: list: {
    "${side}_meters" = lib.concatMap lib.attrNames list;
    "${side}_meter_modes" = lib.concatMap lib.attrValues list;
  };

  line =
    name: value:
    "${name}=${if builtins.isBool value then (if value then "1" else "0") else toString value}";
  # htop has to know its columns before their meters.
  first = lib.filterAttrs (name: _: name == "header_layout") cfg.settings;
  rest = {
    fields = defaultFields;
  }
  // removeAttrs cfg.settings [ "header_layout" ];
in
{
  options.programs.htop = {
    enable = lib.mkEnableOption "htop";
    package = lib.mkPackageOption pkgs "htop" { };
    settings = option.set (
      with types;
      oneOf [
        bool
        int
        str
        (listOf (oneOf [
          int
          str
        ]))
      ]
    ) "Settings of {file}`htoprc`. `config.lib.htop` has names for columns and meters.";
  };

  config = lib.mkIf cfg.enable {
    lib.htop = {
      inherit fields defaultFields modes;
      leftMeters = meters "left";
      rightMeters = meters "right";
      bar = meter modes.Bar;
      text = meter modes.Text;
      graph = meter modes.Graph;
      led = meter modes.LED;
      blank = meter modes.Text "Blank";
    };
    home.packages = [ cfg.package ];
    # The directory, because htop replaces the file.
    xdg.configFile."htop" = lib.mkIf (cfg.settings != { }) {
      source = pkgs.writeTextDir "htoprc" (
        lib.concatLines (lib.mapAttrsToList line first ++ lib.mapAttrsToList line rest)
      );
    };
  };
}
