# Licences by the names that `meta.license` uses.
{ lib }:
let
  spdx = spdxId: fullName: {
    inherit spdxId fullName;
    url = "https://spdx.org/licenses/${spdxId}.html";
  };
  named = fullName: { inherit fullName; };
  unfreeOf = base: base // { free = false; redistributable = false; };
  shared = base: base // { free = false; redistributable = true; };
  deprecated = base: base // { deprecated = true; };

  table = {
    afl20 = spdx "AFL-2.0" "Academic Free License v2.0";
    afl21 = spdx "AFL-2.1" "Academic Free License v2.1";
    afl3 = spdx "AFL-3.0" "Academic Free License v3.0";
    agpl3Only = spdx "AGPL-3.0-only" "GNU Affero General Public License v3.0 only";
    agpl3Plus = spdx "AGPL-3.0-or-later" "GNU Affero General Public License v3.0 or later";
    apple-psl20 = spdx "APSL-2.0" "Apple Public Source License 2.0";
    apsl20 = spdx "APSL-2.0" "Apple Public Source License 2.0";
    artistic1 = spdx "Artistic-1.0" "Artistic License 1.0";
    artistic2 = spdx "Artistic-2.0" "Artistic License 2.0";
    asl11 = spdx "Apache-1.1" "Apache License 1.1";
    asl20 = spdx "Apache-2.0" "Apache License 2.0";
    beerware = spdx "Beerware" "Beerware License";
    blueOak100 = spdx "BlueOak-1.0.0" "Blue Oak Model License 1.0.0";
    boehmGC = spdx "Boehm-GC" "Boehm-Demers-Weiser GC License";
    boost = spdx "BSL-1.0" "Boost Software License 1.0";
    bsd0 = spdx "0BSD" "BSD Zero Clause License";
    bsd1 = spdx "BSD-1-Clause" "BSD 1-Clause License";
    bsd2 = spdx "BSD-2-Clause" "BSD 2-clause \"Simplified\" License";
    bsd2Patent = spdx "BSD-2-Clause-Patent" "BSD-2-Clause Plus Patent License";
    bsd3 = spdx "BSD-3-Clause" "BSD 3-clause \"New\" or \"Revised\" License";
    bsd3Clear = spdx "BSD-3-Clause-Clear" "BSD 3-Clause Clear License";
    bsdOriginal = spdx "BSD-4-Clause" "BSD 4-clause \"Original\" or \"Old\" License";
    bsl11 = shared (spdx "BUSL-1.1" "Business Source License 1.1");
    cc-by-10 = spdx "CC-BY-1.0" "Creative Commons Attribution 1.0";
    cc-by-20 = spdx "CC-BY-2.0" "Creative Commons Attribution 2.0";
    cc-by-30 = spdx "CC-BY-3.0" "Creative Commons Attribution 3.0";
    cc-by-40 = spdx "CC-BY-4.0" "Creative Commons Attribution 4.0";
    cc-by-nc-30 = shared (spdx "CC-BY-NC-3.0" "Creative Commons Attribution Non Commercial 3.0 Unported");
    cc-by-nc-40 = shared (spdx "CC-BY-NC-4.0" "Creative Commons Attribution Non Commercial 4.0 International");
    cc-by-nc-nd-30 = shared (spdx "CC-BY-NC-ND-3.0" "Creative Commons Attribution Non Commercial No Derivative Works 3.0 Unported");
    cc-by-nc-nd-40 = shared (spdx "CC-BY-NC-ND-4.0" "Creative Commons Attribution Non Commercial No Derivative Works 4.0 International");
    cc-by-nc-sa-20 = shared (spdx "CC-BY-NC-SA-2.0" "Creative Commons Attribution Non Commercial Share Alike 2.0");
    cc-by-nc-sa-30 = shared (spdx "CC-BY-NC-SA-3.0" "Creative Commons Attribution Non Commercial Share Alike 3.0");
    cc-by-nc-sa-40 = shared (spdx "CC-BY-NC-SA-4.0" "Creative Commons Attribution Non Commercial Share Alike 4.0");
    cc-by-nd-30 = shared (spdx "CC-BY-ND-3.0" "Creative Commons Attribution-No Derivative Works v3.00");
    cc-by-sa-20 = spdx "CC-BY-SA-2.0" "Creative Commons Attribution Share Alike 2.0";
    cc-by-sa-25 = spdx "CC-BY-SA-2.5" "Creative Commons Attribution Share Alike 2.5";
    cc-by-sa-30 = spdx "CC-BY-SA-3.0" "Creative Commons Attribution Share Alike 3.0";
    cc-by-sa-40 = spdx "CC-BY-SA-4.0" "Creative Commons Attribution Share Alike 4.0";
    cc0 = spdx "CC0-1.0" "Creative Commons Zero v1.0 Universal";
    cddl = spdx "CDDL-1.0" "Common Development and Distribution License 1.0";
    cecill20 = spdx "CECILL-2.0" "CeCILL Free Software License Agreement v2.0";
    cecill21 = spdx "CECILL-2.1" "CeCILL Free Software License Agreement v2.1";
    clArtistic = spdx "ClArtistic" "Clarified Artistic License";
    cpal10 = spdx "CPAL-1.0" "Common Public Attribution License 1.0";
    cpl10 = spdx "CPL-1.0" "Common Public License 1.0";
    curl = spdx "curl" "curl License";
    eapl = named "EPSON AVASYS PUBLIC LICENSE";
    ecl20 = spdx "ECL-2.0" "Educational Community License, Version 2.0";
    efl20 = spdx "EFL-2.0" "Eiffel Forum License v2.0";
    elastic20 = unfreeOf (spdx "Elastic-2.0" "Elastic License 2.0");
    epl10 = spdx "EPL-1.0" "Eclipse Public License 1.0";
    epl20 = spdx "EPL-2.0" "Eclipse Public License 2.0";
    eupl11 = spdx "EUPL-1.1" "European Union Public License 1.1";
    eupl12 = spdx "EUPL-1.2" "European Union Public License 1.2";
    fdl11Plus = spdx "GFDL-1.1-or-later" "GNU Free Documentation License v1.1 or later";
    fdl12Plus = spdx "GFDL-1.2-or-later" "GNU Free Documentation License v1.2 or later";
    fdl13Plus = spdx "GFDL-1.3-or-later" "GNU Free Documentation License v1.3 or later";
    free = named "Unspecified free software license";
    fsl11Mit = shared (spdx "FSL-1.1-MIT" "Functional Source License, Version 1.1, MIT Future License");
    ftl = spdx "FTL" "Freetype Project License";
    g4sl = shared (named "Geant4 Software License");
    giftware = spdx "Giftware" "Giftware License";
    gpl1Only = spdx "GPL-1.0-only" "GNU General Public License v1.0 only";
    gpl1Plus = spdx "GPL-1.0-or-later" "GNU General Public License v1.0 or later";
    gpl2Only = spdx "GPL-2.0-only" "GNU General Public License v2.0 only";
    gpl2Plus = spdx "GPL-2.0-or-later" "GNU General Public License v2.0 or later";
    gpl3Only = spdx "GPL-3.0-only" "GNU General Public License v3.0 only";
    gpl3Plus = spdx "GPL-3.0-or-later" "GNU General Public License v3.0 or later";
    gpl2 = deprecated (spdx "GPL-2.0" "GNU General Public License v2.0");
    gpl3 = deprecated (spdx "GPL-3.0" "GNU General Public License v3.0");
    hpnd = spdx "HPND" "Historic Permission Notice and Disclaimer";
    icu = spdx "ICU" "ICU";
    ijg = spdx "IJG" "Independent JPEG Group License";
    imagemagick = spdx "ImageMagick" "ImageMagick License";
    ipa = spdx "IPA" "IPA Font License";
    isc = spdx "ISC" "ISC License";
    lgpl2Only = spdx "LGPL-2.0-only" "GNU Library General Public License v2 only";
    lgpl2Plus = spdx "LGPL-2.0-or-later" "GNU Library General Public License v2 or later";
    lgpl21Only = spdx "LGPL-2.1-only" "GNU Lesser General Public License v2.1 only";
    lgpl21Plus = spdx "LGPL-2.1-or-later" "GNU Lesser General Public License v2.1 or later";
    lgpl3Only = spdx "LGPL-3.0-only" "GNU Lesser General Public License v3.0 only";
    lgpl3Plus = spdx "LGPL-3.0-or-later" "GNU Lesser General Public License v3.0 or later";
    lgpl2 = deprecated (spdx "LGPL-2.0" "GNU Library General Public License v2");
    lgpl21 = deprecated (spdx "LGPL-2.1" "GNU Lesser General Public License v2.1");
    lgpl3 = deprecated (spdx "LGPL-3.0" "GNU Lesser General Public License v3.0");
    libpng = spdx "Libpng" "libpng License";
    libpng2 = spdx "libpng-2.0" "libpng License v2";
    libtiff = spdx "libtiff" "libtiff License";
    llvm-exception = spdx "LLVM-exception" "LLVM Exception";
    lppl12 = spdx "LPPL-1.2" "LaTeX Project Public License v1.2";
    lppl13a = spdx "LPPL-1.3a" "LaTeX Project Public License v1.3a";
    lppl13c = spdx "LPPL-1.3c" "LaTeX Project Public License v1.3c";
    mit = spdx "MIT" "MIT License";
    mit0 = spdx "MIT-0" "MIT No Attribution";
    mpl10 = spdx "MPL-1.0" "Mozilla Public License 1.0";
    mpl11 = spdx "MPL-1.1" "Mozilla Public License 1.1";
    mpl20 = spdx "MPL-2.0" "Mozilla Public License 2.0";
    mspl = spdx "MS-PL" "Microsoft Public License";
    mulan-psl2 = spdx "MulanPSL-2.0" "Mulan Permissive Software License, Version 2";
    ncsa = spdx "NCSA" "University of Illinois/NCSA Open Source License";
    ntp = spdx "NTP" "NTP License";
    odbl = spdx "ODbL-1.0" "Open Data Commons Open Database License v1.0";
    ofl = spdx "OFL-1.1" "SIL Open Font License 1.1";
    openldap = spdx "OLDAP-2.8" "Open LDAP Public License v2.8";
    openssl = spdx "OpenSSL" "OpenSSL License";
    osl2 = spdx "OSL-2.0" "Open Software License 2.0";
    osl21 = spdx "OSL-2.1" "Open Software License 2.1";
    osl3 = spdx "OSL-3.0" "Open Software License 3.0";
    php301 = spdx "PHP-3.01" "PHP License v3.01";
    postgresql = spdx "PostgreSQL" "PostgreSQL License";
    psfl = spdx "Python-2.0" "Python Software Foundation License version 2";
    publicDomain = named "Public Domain";
    purdueBsd = named " Purdue BSD-Style License";
    qpl = spdx "QPL-1.0" "Q Public License 1.0";
    ruby = spdx "Ruby" "Ruby License";
    sgi-b-20 = spdx "SGI-B-2.0" "SGI Free Software License B v2.0";
    sleepycat = spdx "Sleepycat" "Sleepycat License";
    smlnj = spdx "SMLNJ" "Standard ML of New Jersey License";
    sspl = shared (spdx "SSPL-1.0" "Server Side Public License");
    sustainableUse = unfreeOf (spdx "SUL-1.0" "Sustainable Use License");
    tcltk = spdx "TCL" "TCL/TK License";
    ubdlException = spdx "UBDL-exception" "Unmodified Binary Distribution exception";
    ufl = spdx "Ubuntu-font-1.0" "Ubuntu Font License 1.0";
    unfree = unfreeOf (named "Unfree");
    unfreeRedistributable = shared (named "Unfree redistributable");
    unfreeRedistributableFirmware = shared (named "Unfree redistributable firmware");
    unicode-30 = spdx "Unicode-3.0" "Unicode License v3";
    unicode-dfs-2016 = spdx "Unicode-DFS-2016" "Unicode License Agreement - Data Files and Software (2016)";
    unicodeTOU = spdx "Unicode-TOU" "Unicode Terms of Use";
    unlicense = spdx "Unlicense" "The Unlicense";
    upl = spdx "UPL-1.0" "Universal Permissive License";
    vim = spdx "Vim" "Vim License";
    virtualbox-puel = unfreeOf (named "Oracle VM VirtualBox Extension Pack Personal Use and Evaluation License (PUEL)");
    vsl10 = spdx "VSL-1.0" "Vovida Software License v1.0";
    w3c = spdx "W3C" "W3C Software Notice and License";
    watcom = spdx "Watcom-1.0" "Sybase Open Watcom Public License 1.0";
    wtfpl = spdx "WTFPL" "Do What The F*ck You Want To Public License";
    wxWindows = spdx "WxWindows-exception-3.1" "wxWindows Library Exception 3.1";
    x11 = spdx "X11" "X11 License";
    xfig = spdx "Xfig" "xfig";
    zlib = spdx "Zlib" "zlib License";
    zpl20 = spdx "ZPL-2.0" "Zope Public License 2.0";
    zpl21 = spdx "ZPL-2.1" "Zope Public License 2.1";
  };

  simple = builtins.mapAttrs (
    shortName: license:
    {
      inherit shortName;
      licenseType = "simple";
      free = true;
      deprecated = false;
      redistributable = true;
    }
    // license
  ) table;

  # Licences in combination, as in an SPDX expression.
  compound = operator: licenses: {
    licenseType = "compound";
    inherit operator licenses;
  };
  isCompound = l: l.licenseType or "simple" == "compound";
  # What a predicate says of a combination: of all parts of AND, of any part of OR.
  judge =
    predicate: l:
    if builtins.isList l then
      builtins.all (judge predicate) l
    else if isCompound l then
      (if l.operator == "AND" then builtins.all else builtins.any) (judge predicate) l.licenses
    else if l ? license then
      judge predicate l.license && (!(l ? exception) || judge predicate l.exception)
    else
      predicate l;
  mentioned =
    l:
    if isCompound l then
      builtins.concatMap mentioned l.licenses
    else if l ? license then
      mentioned l.license ++ (if l ? exception then [ l.exception ] else [ ])
    else
      [ l ];
  toSPDX =
    let
      show =
        nested: l:
        if isCompound l then
          paren nested (lib.strings.concatMapStringsSep " ${l.operator} " (show true) l.licenses)
        else if l ? exception then
          paren nested "${show true l.license} WITH ${show true l.exception}"
        else if l ? license then
          "${show true l.license}+"
        else
          l.spdxId or "LicenseRef-nixos-${l.shortName}";
      paren = nested: text: if nested then "(${text})" else text;
    in
    show false;
in
simple
// {
  AND = compound "AND";
  OR = compound "OR";
  WITH = license: exception: {
    licenseType = "exception";
    operator = "WITH";
    inherit license exception;
  };
  PLUS = license: {
    licenseType = "plus";
    operator = "+";
    inherit license;
  };
  inherit toSPDX;
  isFree = judge (l: l.free or true);
  isRedistributable = judge (l: l.redistributable or true);
  evaluateProperty = predicate: _: judge predicate;
  evaluateNamedProperty = name: _: judge (l: l.${name});
  containsLicenses = wanted: l: builtins.all (w: builtins.elem w (mentioned l)) wanted;
}
