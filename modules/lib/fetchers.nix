# Helpers for functions that fetch.
{ lib }:
{
  proxyImpureEnvVars = [
    "http_proxy"
    "https_proxy"
    "ftp_proxy"
    "all_proxy"
    "no_proxy"
    "HTTP_PROXY"
    "HTTPS_PROXY"
    "FTP_PROXY"
    "ALL_PROXY"
    "NO_PROXY"
    "NIX_SSL_CERT_FILE"
  ];

  # { hash; } or { sha256; } or { sha512; } or { outputHash; outputHashAlgo; }, as the last.
  normalizeHash =
    {
      hashTypes ? [ "sha256" ],
      required ? true,
    }:
    args:
    let
      algorithms = builtins.filter (h: args ? ${h}) hashTypes;
      found =
        if args ? hash then
          {
            outputHash = if args.hash == "" then lib.fakeHash else args.hash;
            outputHashAlgo = null;
          }
        else if args ? outputHash then
          { inherit (args) outputHash; outputHashAlgo = args.outputHashAlgo or null; }
        else if algorithms != [ ] then
          {
            outputHash = args.${builtins.head algorithms};
            outputHashAlgo = builtins.head algorithms;
          }
        else if required then
          throw "fetcher called without `hash`"
        else
          { };
    in
    removeAttrs args (hashTypes ++ [ "hash" ]) // found;

  withNormalizedHash =
    {
      hashTypes ? [ "sha256" ],
    }:
    fetcher:
    lib.trivial.setFunctionArgs (args: fetcher (lib.fetchers.normalizeHash { inherit hashTypes; } args)) (
      removeAttrs (lib.trivial.functionArgs fetcher) [
        "outputHash"
        "outputHashAlgo"
      ]
      // {
        hash = true;
      }
      // lib.attrsets.genAttrs hashTypes (_: true)
    );
}
