# Names in sets of packages. `plain`: plugins, fonts, libraries; `programs`: sets whose members are programs of the host.
{
  plain = {
    nerd-fonts = ''
      _0xproto _3270 adwaita-mono agave anonymice arimo atkynson-mono aurulent-sans-mono bigblue-terminal
      bitstream-vera-sans-mono blex-mono caskaydia-cove caskaydia-mono code-new-roman comic-shanns-mono commit-mono
      cousine d2coding daddy-time-mono dejavu-sans-mono departure-mono droid-sans-mono envy-code-r fantasque-sans-mono
      fira-code fira-mono geist-mono go-mono gohufont hack hasklug heavy-data hurmit im-writing inconsolata
      inconsolata-go inconsolata-lgc intone-mono iosevka iosevka-term iosevka-term-slab jetbrains-mono lekton liberation
      lilex martian-mono meslo-lg monaspace monofur monoid mononoki mplus noto open-dyslexic overpass profont proggy-clean-tt
      recursive-mono roboto-mono sauce-code-pro shure-tech-mono space-mono symbols-only terminess-ttf tinos ubuntu
      ubuntu-mono ubuntu-sans victor-mono zed-mono
    '';
    vimPlugins = ''
      aerial-nvim ale alpha-nvim auto-session autosave-nvim barbar-nvim blink-cmp bufferline-nvim catppuccin-nvim
      ccc-nvim clangd_extensions-nvim cmp-buffer cmp-cmdline cmp-nvim-lsp cmp-path cmp_luasnip coc-clangd coc-css
      coc-eslint coc-fzf coc-git coc-go coc-html coc-json coc-lua coc-nvim coc-pairs coc-prettier coc-pyright
      coc-rust-analyzer coc-snippets coc-tsserver coc-yaml codecompanion-nvim comment-nvim committia-vim
      conform-nvim copilot-cmp copilot-lua copilot-vim crates-nvim csv-vim ctrlp-vim dashboard-nvim deoplete-nvim
      dial-nvim diffview-nvim direnv-vim dracula-nvim dracula-vim dressing-nvim editorconfig-nvim editorconfig-vim
      emmet-vim everforest fidget-nvim flash-nvim flatten-nvim friendly-snippets fugitive fzf-lua fzf-vim gitsigns-nvim
      goyo-vim gruvbox gruvbox-material gruvbox-nvim haskell-vim hop-nvim harpoon harpoon2 headlines-nvim hydra-nvim
      image-nvim indent-blankline-nvim kanagawa-nvim lazy-nvim lazygit-nvim leap-nvim lexima-vim lightline-vim
      limelight-vim lsp-format-nvim lsp-status-nvim lsp_signature-nvim lspkind-nvim lspsaga-nvim lualine-nvim luasnip
      lush-nvim markdown-preview-nvim mason-nvim material-nvim mini-nvim mkdnflow-nvim molten-nvim multicursors-nvim
      neo-tree-nvim neoconf-nvim neodev-nvim neoformat neogit neorg neoscroll-nvim neotest nerdcommenter nerdtree
      nightfox-nvim noice-nvim none-ls-nvim nord-nvim nord-vim null-ls-nvim nui-nvim nvchad nvim-autopairs nvim-bqf
      nvim-cmp nvim-colorizer-lua nvim-dap nvim-dap-go nvim-dap-python nvim-dap-ui nvim-dap-virtual-text nvim-jdtls
      nvim-lightbulb nvim-lint nvim-lspconfig nvim-metals nvim-navic nvim-nio nvim-notify nvim-snippets nvim-spectre
      nvim-surround nvim-tree-lua nvim-treesitter nvim-treesitter-context nvim-treesitter-refactor
      nvim-treesitter-textobjects nvim-treesitter-parsers nvim-ts-autotag nvim-ts-context-commentstring nvim-ufo
      nvim-web-devicons obsidian-nvim octo-nvim oil-nvim onedark-nvim onedark-vim onedarkpro-nvim orgmode
      overseer-nvim papercolor-theme persistence-nvim playground plenary-nvim popup-nvim project-nvim pywal-nvim
      quickfix-reflector-vim rainbow rainbow-delimiters-nvim render-markdown-nvim rose-pine rust-tools-nvim rust-vim
      rustaceanvim scope-nvim securemodelines smart-splits-nvim smartcolumn-nvim snacks-nvim solarized sonokai
      sqlite-lua statuscol-nvim supertab symbols-outline-nvim syntastic tabular tagbar telescope-file-browser-nvim
      telescope-fzf-native-nvim telescope-fzy-native-nvim telescope-manix telescope-nvim telescope-ui-select-nvim
      todo-comments-nvim toggleterm-nvim tokyonight-nvim treesj trouble-nvim twilight-nvim typescript-tools-nvim
      typescript-vim typst-vim ultisnips undotree unicode-vim vim-abolish vim-addon-nix vim-airline vim-airline-themes
      vim-better-whitespace vim-bufkill vim-closetag vim-code-dark vim-colors-solarized vim-commentary vim-css-color
      vim-devicons vim-dispatch vim-dispatch-neovim vim-easy-align vim-easymotion vim-elixir vim-endwise vim-eunuch
      vim-exchange vim-expand-region vim-fetch vim-flog vim-fugitive vim-gitgutter vim-go vim-grepper vim-gutentags
      vim-highlightedyank vim-illuminate vim-indent-guides vim-indent-object vim-javascript vim-jsx-pretty vim-just
      vim-lastplace vim-lsp vim-ledger vim-lion vim-markdown vim-matchup vim-misc vim-monokai vim-move
      vim-multiple-cursors vim-nix vim-obsession vim-orgmode vim-pandoc vim-pathogen vim-plug vim-polyglot vim-prettier
      vim-projectionist vim-prosession vim-python-pep8-indent vim-repeat vim-rhubarb vim-rooter vim-rsi vim-sandwich
      vim-scriptease vim-sensible vim-signature vim-signify vim-sleuth vim-slime vim-smoothie vim-sneak vim-snippets
      vim-speeddating vim-startify vim-startuptime vim-surround vim-svelte vim-table-mode vim-terraform vim-test
      vim-textobj-entire vim-textobj-user vim-tmux vim-tmux-navigator vim-toml vim-trailing-whitespace vim-unimpaired
      vim-vinegar vim-visual-multi vim-vsnip vim-wakatime vim-which-key vimtex vimproc vimux vimwiki which-key-nvim wilder-nvim
      yankring YankRing yanky-nvim YouCompleteMe yuck-vim zen-mode-nvim zenburn zk-nvim
    '';
    tmuxPlugins = ''
      battery better-mouse-mode catppuccin continuum copy-toolkit copycat cpu ctrlw dracula extrakto fingers fpp
      fuzzback fzf-tmux-url gruvbox jump kanagawa logging mode-indicator net-speed nord nova onedark-theme open
      online-status pain-control pass plumb power-theme prefix-highlight resurrect rose-pine sensible session-wizard
      sessionist sidebar sysstat tilish tmux-colors-solarized tmux-floax tmux-fzf tmux-powerline tmux-sessionx tmux-thumbs
      tokyo-night-tmux urlview vim-tmux-focus-events vim-tmux-navigator weather yank
    '';
    fishPlugins = ''
      aws async-prompt autopair autopair-fish bass bobthefish bobthefisher clownfish colored-man-pages done exercism-cli-fish-wrapper
      fifc fish-bd fish-you-should-use fishtape_3 foreign-env forgit fzf fzf-fish git-abbr grc gruvbox humantime-fish hydro pisces
      plugin-git pure puffer sdkman-for-fish sponge tide transient-fish z
    '';
    zellijPlugins = "zjstatus zellij-autolock";
    kakounePlugins = ''
      active-window-kak auto-pairs-kak fzf-kak hop-kak kak-ansi kak-fzf kak-plumb kakboard kakoune-buffer-switcher kakoune-buffers
      kakoune-catppuccin kakoune-easymotion kakoune-extra-filetypes kakoune-lsp kakoune-rainbow kakoune-registers
      kakoune-state-save kakoune-vertical-selection openscad-kak parinfer-rust powerline-kak prelude-kak quickscope-kak
      smarttab-kak tabs-kak
    '';
    nushellPlugins = "dbus formats gstat hcl highlight net polars query semver skim units";
    mpvScripts = ''
      autoload autocrop blacklistExtensions buildLua convert crop cutter evafast inhibit-gnome memo modernx modernz mpris
      mpv-cheatsheet mpv-discord mpv-gallery-view mpv-image-viewer mpv-notify-send mpv-osc-modern mpv-osc-tethys
      mpv-playlistmanager mpv-subtitle-lines mpv-webm mpvacious occivink.blacklistExtensions quack quality-menu reload
      seekTo simple-mpv-webui smart-copy-paste-2 smartskip sponsorblock sponsorblock-minimal thumbfast thumbnail uosc
      videoclip visualizer vr-reversal webtorrent-mpv-hook youtube-upnext
    '';
    obs-studio-plugins = ''
      advanced-scene-switcher droidcam-obs input-overlay looking-glass-obs obs-3d-effect obs-advanced-masks obs-aitum-multistream
      obs-backgroundremoval obs-browser-transition obs-command-source obs-composite-blur obs-dir-watch-media obs-freeze-filter
      obs-gradient-source obs-gstreamer obs-hyperion obs-livesplit-one obs-move-transition obs-multi-rtmp obs-mute-filter
      obs-ndi obs-nvfbc obs-pipewire-audio-capture obs-rgb-levels obs-rgb-levels-filter obs-scale-to-sound
      obs-scene-as-transition obs-shaderfilter obs-source-clone obs-source-record obs-source-switcher obs-teleport obs-text-pthread
      obs-transition-table obs-tuna obs-urlsource obs-vaapi obs-vertical-canvas obs-vintage-filter obs-vkcapture
      obs-vnc obs-websocket waveform wlrobs
    '';
    gnomeExtensions = ''
      alphabetical-app-grid appindicator arcmenu auto-move-windows blur-my-shell caffeine clipboard-history clipboard-indicator
      compact-top-bar dash-to-dock dash-to-panel desktop-cube desktop-icons-ng-ding forge freon fullscreen-avoider gsconnect
      gtile hide-top-bar impatience just-perfection launch-new-instance mpris-indicator-button native-window-placement
      night-theme-switcher openweather pano paperwm pop-shell quick-settings-tweaker rounded-window-corners
      rounded-window-corners-reborn runcat sound-output-device-chooser space-bar status-icons systemd-manager tactile tailscale-qs
      tailscale-status tiling-assistant tray-icons-reloaded unite user-themes v-shell vertical-workspaces vitals
      wireless-hid workspace-indicator wsp-windows-search-provider
    '';
    passExtensions = "pass-audit pass-checkup pass-file pass-genphrase pass-import pass-otp pass-tomb pass-update";
    ankiAddons = "adjust-sound-volume anki-connect anki-quizlet-importer-extended local-audio-yomichan passfail2 recolor reviewer-refocus-card yomichan-forvo-server";
    dprint-plugins = "dprint-plugin-biome dprint-plugin-dockerfile dprint-plugin-json dprint-plugin-jupyter dprint-plugin-markdown dprint-plugin-ruff dprint-plugin-toml dprint-plugin-typescript g-plane-malva g-plane-markup_fmt g-plane-pretty_graphql g-plane-pretty_yaml";
    wayfirePlugins = "firedecor focus-request wayfire-plugins-extra wayfire-shadows wcm wf-shell windecor wwp-switcher";
    hyprlandPlugins = "borders-plus-plus csgo-vulkan-fix hy3 hyprbars hyprexpo hyprfocus hyprgrass hyprscrolling hyprscroller hyprspace hyprsplit hyprtrails hyprwinwrap xtra-dispatchers";
    yaziPlugins = "bypass chmod compress diff duckdb full-border git glow jump-to-char lazygit lsar mactag mediainfo miller mime-ext mount no-status nord ouch piper projects recycle-bin relative-motions restore rich-preview rsync smart-enter smart-filter smart-paste starship sudo time-travel toggle-pane vcs-files wl-clipboard yatline yatline-catppuccin yatline-githead";
    mopidyPackages = "mopidy mopidy-bandcamp mopidy-iris mopidy-jellyfin mopidy-local mopidy-mpd mopidy-mpris mopidy-podcast mopidy-scrobbler mopidy-somafm mopidy-soundcloud mopidy-spotify mopidy-tidal mopidy-youtube mopidy-ytmusic";
    libretro = "beetle-psx-hw bsnes citra desmume dolphin fbneo fceumm flycast gambatte genesis-plus-gx mame melonds mesen mgba mupen64plus nestopia parallel-n64 pcsx2 pcsx-rearmed picodrive ppsspp snes9x snes9x2010 stella swanstation tgbdual vba-m yabause";
    hunspellDicts = "da_DK de_AT de_CH de_DE el_GR en-au en-ca en-gb-ise en-gb-ize en-gb-large en-us en-us-large en_AU en_CA en_GB-ise en_GB-ize en_GB-large en_US en_US-large es_ES fr-any fr-moderne he_IL hr_HR hu_HU it_IT ko_KR nb_NO nl_NL nn_NO pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sv_SE tr_TR uk_UA vi_VN";
    hunspellDictsChromium = "de_DE en_GB en_US fr_FR";
    aspellDicts = "cs da de el en en-computers en-science es fr it nl pl pt_BR pt_PT ru sv uk";
    python3Packages = ''
      aiohttp aria2p beautifulsoup4 black boto3 click cryptography debugpy dbus-python django evdev fastapi flake8 flask
      gitpython httpx i3ipc ipykernel ipython isort jedi jinja2 json5 jsonschema jupyter jupyterlab keyring lxml
      matplotlib mypy notebook numpy openai opencv4 packaging pandas paramiko pexpect pillow pip pipx playwright plotly
      pluggy poetry-core polars psutil pulsectl pybind11 pycairo pydantic pydbus pyflakes pygments pygobject3 pylint pylsp-mypy
      pylsp-rope pynvim pyperclip pyserial pytest python-dateutil python-dotenv python-lsp-black python-lsp-ruff
      python-lsp-server pyudev pyusb pywayland pyxdg pyyaml qrcode requests rich rope ruamel-yaml ruff scikit-learn scipy
      seaborn selenium setuptools simplejson six sqlalchemy sympy tabulate tkinter toml torch tqdm typer
      typing-extensions urllib3 uv uvicorn virtualenv watchdog websockets wheel xlib yapf yt-dlp
    '';
    haskellPackages = "Cabal_3_10_3_0 X11 aeson base brick bytestring conduit containers criterion doctest dbus hspec hspec-discover implicit-hie lens mtl pandoc-crossref parsec persistent shake text time transformers vector wreq xmonad xmonad-contrib xmonad-extras yaml";
    luaPackages = "argparse busted cjson fennel inspect lgi lpeg lua-lsp luacheck luafilesystem luarocks luasocket luv magick moonscript penlight vicious";
    perlPackages = "AnyEventI3 FileMimeInfo JSON JSONXS LWP NetDBus PerlTidy URI X11Protocol";
    rubyPackages = "nokogiri pry rake rubocop solargraph";
    ocamlPackages = "batteries base core dune_3 findlib lsp merlin ocaml-lsp ocamlformat ocp-indent odoc utop zarith";
    emacsPackages = ''
      all-the-icons auctex avy cape company consult corfu counsel dap-mode dashboard direnv doom-modeline doom-themes
      editorconfig eglot elfeed embark envrc evil evil-collection evil-surround exec-path-from-shell flycheck
      general go-mode haskell-mode helm helpful hydra ivy jinx ledger-mode lsp-mode lsp-ui magit marginalia markdown-mode
      modus-themes mu4e multiple-cursors nix-mode nix-ts-mode notmuch orderless org org-roam org-superstar paredit
      pass pdf-tools projectile python-mode rainbow-delimiters rainbow-mode rust-mode rustic smartparens swiper
      treemacs treesit-grammars typescript-mode undo-tree use-package vertico vterm web-mode which-key yaml-mode
      yasnippet yasnippet-snippets zenburn-theme
    '';
    gst_all_1 = "gst-libav gst-plugins-bad gst-plugins-base gst-plugins-good gst-plugins-ugly gst-vaapi gstreamer";
    linuxPackages = "perf cpupower bcc bpftrace";
    texlivePackages = "scheme-basic scheme-full scheme-medium scheme-minimal scheme-small scheme-tetex collection-fontsrecommended collection-latexextra";
    elmPackages = "elm elm-format elm-language-server elm-test";
    qt6 = "full qtbase qtdeclarative qtmultimedia qtsvg qttools qtwayland";
    qt5 = "full qtbase qtsvg qttools qtwayland";
    rust-bin = "stable beta nightly";
    nixos-artwork = "wallpapers";
    eclipses = "eclipse-java eclipse-sdk eclipse-platform eclipseWithPlugins";
    wineWowPackages = "full stable staging unstable wayland waylandFull minimal base";
    wineWow64Packages = "full stable staging unstable wayland waylandFull minimal base";
  };

  programs = {
    nodePackages = ''
      bash-language-server bitwarden-cli browserify eslint eslint_d gatsby-cli graphql-language-service-cli grunt-cli
      gulp http-server js-beautify jsonlint lerna live-server mermaid-cli node-gyp nodemon npm npm-check-updates
      parcel pm2 pnpm prettier pyright serve stylelint svelte-language-server ts-node typescript typescript-language-server
      vercel vim-language-server vscode-langservers-extracted wrangler yaml-language-server yarn
    '';
    nodePackages_latest = "bash-language-server eslint npm pnpm prettier pyright serve typescript typescript-language-server yarn";
    gnome = ''
      adwaita-icon-theme baobab cheese dconf-editor eog epiphany evince file-roller gedit gnome-backgrounds
      gnome-bluetooth gnome-calculator gnome-calendar gnome-characters gnome-clocks gnome-contacts gnome-control-center
      gnome-disk-utility gnome-font-viewer gnome-keyring gnome-maps gnome-music gnome-screenshot gnome-session
      gnome-settings-daemon gnome-shell gnome-shell-extensions gnome-sound-recorder gnome-system-monitor gnome-terminal
      gnome-themes-extra gnome-tweaks gnome-weather gnome_terminal mutter nautilus networkmanagerapplet polari seahorse
      simple-scan sushi totem yelp zenity
    '';
    kdePackages = ''
      ark bluedevil breeze breeze-gtk breeze-icons dolphin dolphin-plugins elisa fcitx5-configtool fcitx5-with-addons ffmpegthumbs
      filelight gwenview kate kcalc kcharselect kclock kcolorchooser kconfig kde-cli-tools kdeconnect-kde kdenlive kdialog
      kfind kio kio-extras kleopatra kmail konsole korganizer krdc krfb ksshaskpass ktorrent kwallet kwalletmanager
      kwin kwrited merkuro okular partitionmanager plasma-browser-integration plasma-desktop plasma-integration plasma-nm
      plasma-pa plasma-systemmonitor plasma-workspace polkit-kde-agent-1 powerdevil qtbase qtmultimedia qtstyleplugin-kvantum
      qtsvg qttools qtwayland qt6ct skanlite spectacle systemsettings xdg-desktop-portal-kde yakuake
    '';
    plasma5Packages = "kdeconnect-kde breeze-gtk breeze-icons dolphin konsole plasma-browser-integration";
    libsForQt5 = "ark breeze-gtk breeze-icons breeze-qt5 dolphin fcitx5-with-addons gwenview kdeconnect-kde kio-extras konsole kwallet kwalletmanager okular polkit-kde-agent qt5ct qtstyleplugin-kvantum qtstyleplugins spectacle";
    qt6Packages = "fcitx5-configtool fcitx5-with-addons qt6ct qt6gtk2 qtstyleplugin-kvantum";
    lxqt = "lxqt-policykit lxqt-session lximage-qt pavucontrol-qt pcmanfm-qt qterminal screengrab";
    xfce = "catfish mousepad parole ristretto thunar thunar-archive-plugin thunar-volman tumbler xfce4-appfinder xfce4-notifyd xfce4-panel xfce4-power-manager xfce4-screenshooter xfce4-session xfce4-settings xfce4-taskmanager xfce4-terminal xfconf xfdesktop xfwm4 exo garcon";
    cinnamon = "nemo nemo-with-extensions xreader xviewer pix bulky warpinator";
    mate = "atril caja engrampa eom mate-calc mate-polkit mate-terminal pluma";
    pantheon = "elementary-files elementary-terminal pantheon-agent-polkit";
    xorg = ''
      appres bdftopcf iceauth libX11 libXcursor libXext libXi libXrandr libXtst libxcb lndir mkfontscale setxkbmap smproxy
      transset xauth xbacklight xcalc xclock xcursorthemes xdm xdpyinfo xdriinfo xev xeyes xf86inputlibinput xfd
      xfontsel xgamma xhost xinit xinput xkbcomp xkbprint xkbutils xkill xlsatoms xlsclients xlsfonts xmag xmessage
      xmodmap xorgserver xprop xrandr xrdb xrefresh xset xsetroot xvinfo xwd xwininfo xwud
    '';
    jetbrains = "clion datagrip dataspell gateway goland idea idea-community idea-oss idea-ultimate jdk mps phpstorm pycharm pycharm-community pycharm-oss pycharm-professional rider ruby-mine rust-rover webstorm";
    unixtools = "arp col column eject fdisk fsck getconf getent getopt hexdump hostname ifconfig ipcs killall locale logger mount netstat ping ps quota route script sysctl top umount watch whereis write xxd";
    nvtopPackages = "amd apple full intel nvidia";
    llvmPackages = "bintools clang clang-tools clang-unwrapped libclang libcxx lld lldb llvm openmp";
    haskellPackagesPrograms = "Agda alex cabal-fmt cabal-install cabal2nix fourmolu ghcid happy haskell-language-server hasktags hlint hoogle hpack ormolu stylish-haskell xmobar";
    llvmPackages_latest = "clang clang-tools lld lldb llvm";
  };

  vscode-extensions = {
    alanz = "vscode-hie-server";
    alefragnani = "project-manager bookmarks";
    arcticicestudio = "nord-visual-studio-code";
    arrterian = "nix-env-selector";
    asvetliakov = "vscode-neovim";
    astro-build = "astro-vscode";
    bbenoist = "nix";
    bierner = "markdown-mermaid markdown-preview-github-styles";
    bmewburn = "vscode-intelephense-client";
    bradlc = "vscode-tailwindcss";
    brettm12345 = "nixfmt-vscode";
    catppuccin = "catppuccin-vsc catppuccin-vsc-icons";
    charliermarsh = "ruff";
    christian-kohler = "path-intellisense npm-intellisense";
    davidanson = "vscode-markdownlint";
    dbaeumer = "vscode-eslint";
    denoland = "vscode-deno";
    donjayamanne = "githistory";
    dracula-theme = "theme-dracula";
    eamodio = "gitlens";
    editorconfig = "editorconfig";
    enkia = "tokyo-night";
    esbenp = "prettier-vscode";
    file-icons = "file-icons";
    firefox-devtools = "vscode-firefox-debug";
    formulahendry = "auto-close-tag auto-rename-tag code-runner";
    foxundermoon = "shell-format";
    github = "copilot copilot-chat github-vscode-theme vscode-github-actions vscode-pull-request-github";
    golang = "go";
    graphql = "vscode-graphql vscode-graphql-syntax";
    gruntfuggly = "todo-tree";
    hashicorp = "terraform hcl";
    haskell = "haskell";
    humao = "rest-client";
    irongeek = "vscode-env";
    james-yu = "latex-workshop";
    jdinhlife = "gruvbox";
    jebbs = "plantuml";
    jnoortheen = "nix-ide";
    justusadam = "language-haskell";
    kamadorueda = "alejandra";
    llvm-vs-code-extensions = "vscode-clangd";
    mads-hartmann = "bash-ide-vscode";
    mechatroner = "rainbow-csv";
    mhutchie = "git-graph";
    mikestead = "dotenv";
    mkhl = "direnv";
    ms-azuretools = "vscode-docker vscode-containers";
    ms-dotnettools = "csharp csdevkit vscode-dotnet-runtime";
    ms-kubernetes-tools = "vscode-kubernetes-tools";
    ms-pyright = "pyright";
    ms-python = "black-formatter debugpy flake8 isort mypy-type-checker pylint python vscode-pylance";
    ms-toolsai = "jupyter jupyter-keymap jupyter-renderers vscode-jupyter-cell-tags vscode-jupyter-slideshow";
    ms-vscode = "cmake-tools cpptools cpptools-extension-pack hexeditor live-server makefile-tools powershell";
    ms-vscode-remote = "remote-containers remote-ssh remote-ssh-edit vscode-remote-extensionpack";
    ms-vsliveshare = "vsliveshare";
    myriad-dreamin = "tinymist";
    naumovs = "color-highlight";
    njpwerner = "autodocstring";
    oderwat = "indent-rainbow";
    pkief = "material-icon-theme material-product-icons";
    prisma = "prisma";
    redhat = "ansible java vscode-xml vscode-yaml";
    ritwickdey = "liveserver";
    rust-lang = "rust-analyzer";
    scala-lang = "scala";
    scalameta = "metals";
    serayuzgur = "crates";
    shd101wyy = "markdown-preview-enhanced";
    streetsidesoftware = "code-spell-checker";
    stylelint = "vscode-stylelint";
    sumneko = "lua";
    svelte = "svelte-vscode";
    tamasfe = "even-better-toml";
    tim-koehler = "helm-intellisense";
    timonwong = "shellcheck";
    tomoki1207 = "pdf";
    twxs = "cmake";
    tyriar = "sort-lines";
    usernamehw = "errorlens";
    vadimcn = "vscode-lldb";
    visualstudioexptteam = "vscodeintellicode";
    vscode-icons-team = "vscode-icons";
    vscodevim = "vim";
    vue = "volar";
    wakatime = "vscode-wakatime";
    wholroyd = "jinja";
    xaver = "clang-format";
    yzhang = "markdown-all-in-one";
    zhuangtongfa = "material-theme";
    ziglang = "vscode-zig";
    zxh404 = "vscode-proto3";
  };
}
