// The parts of the builtins that are written in the language itself.
#pragma once

#include <string_view>

namespace hm::builtin {

// builtins.derivation: what derivationStrict gives, dressed as a set with all the attributes that were put in and one
// such set for each output. Everything but the names of the outputs is evaluated only when it is asked for.
inline constexpr std::string_view kDerivation = R"(
request@{ outputs ? [ "out" ], ... }:
let
  instantiated = derivationStrict request;
  byOutput = builtins.map
    (output: {
      name = output;
      value = shared // {
        drvPath = instantiated.drvPath;
        outPath = instantiated.${output};
        outputName = output;
        type = "derivation";
      };
    })
    outputs;
  shared = request // builtins.listToAttrs byOutput // {
    all = builtins.map (output: output.value) byOutput;
    drvAttrs = request;
  };
in
(builtins.head byOutput).value
)";

// A .drv file that is imported: `paths` are its outputs, by name.
inline constexpr std::string_view kImportedDerivation = R"(
{ drvPath, name, outputs, paths }:
let
  byOutput = builtins.map
    (output: {
      name = output;
      value = shared // {
        outPath = paths.${output};
        outputName = output;
      };
    })
    outputs;
  shared = builtins.listToAttrs byOutput // {
    all = builtins.map (output: output.value) byOutput;
    inherit drvPath name;
    type = "derivation";
  };
in
(builtins.head byOutput).value
)";

}  // namespace hm::builtin
