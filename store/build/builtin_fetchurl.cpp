// builtin:fetchurl: a file from the first of several URLs that has it, as it is or unpacked. The derivation
// is a fixed output; whoever registers it compares the hash.
#include <nlohmann/json.hpp>

#include "store/archive_read.hpp"
#include "store/build/attributes.hpp"
#include "store/build/builtins.hpp"
#include "store/fetch/fetch.hpp"

namespace hm {

Result<BuiltinResult> build_fetchurl(const BuiltinInput& input) {
  if (!input.fixed_output) {
    return fail(Code::InvalidDerivation,
                "builtin:fetchurl needs a fixed output: outputHash, outputHashAlgo and outputHashMode");
  }
  HM_TRY(std::vector<std::string> urls, strings_attribute(input.attributes, "urls"));
  HM_TRY(const std::optional<std::string> url, optional_string(input.attributes, "url"));
  if (url) urls.insert(urls.begin(), *url);
  HM_TRY(const bool executable, bool_attribute(input.attributes, "executable", false));
  HM_TRY(const bool unpack, bool_attribute(input.attributes, "unpack", false));
  if (urls.empty()) return fail(Code::InvalidDerivation, "builtin:fetchurl needs at least one URL");

  BuiltinResult result;
  const std::string file = input.temporary();
  result.temporaries.push_back(file.substr(file.rfind('/') + 1));
  TransferOptions options;
  options.interrupted = input.options.interrupted;
  if (input.options.progress) {
    options.progress = [&](const std::string& which, std::uint64_t done, std::uint64_t total) {
      input.options.progress({BuildEvent::Kind::Fetching, input.derivation, which, done, total});
    };
  }
  HM_CHECK(fetch_first(input.fs, urls, At(file), options));
  if (!unpack) {
    result.tree = copy_node(file, executable);
    return result;
  }
  const std::string directory = input.temporary();
  result.temporaries.push_back(directory.substr(directory.rfind('/') + 1));
  HM_CHECK(input.fs.make_directory(At(directory), 0700));
  HM_TRY(const Fd held, input.fs.open_directory(At(directory), Follow::No));
  HM_CHECK(unpack_archive(input.fs, At(file), held, {})
               .context(fmt::format("while unpacking '{}'", urls.front())));
  HM_TRY(const std::string root, only_directory(input.fs, held));
  result.tree = copy_node(root.empty() ? directory : directory + "/" + root);
  return result;
}

}  // namespace hm
