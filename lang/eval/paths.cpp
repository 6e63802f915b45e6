#include "lang/eval/paths.hpp"

#include <vector>

#include "lang/base/hash.hpp"

namespace hm {

std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  while (at < path.size()) {
    const std::size_t slash = path.find('/', at);
    const std::string_view part = path.substr(at, slash == std::string_view::npos ? slash : slash - at);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    if (slash == std::string_view::npos) break;
    at = slash + 1;
  }
  std::string result;
  result.reserve(path.size());
  for (const std::string_view part : parts) {
    result += '/';
    result += part;
  }
  return result.empty() ? "/" : result;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string output_placeholder(std::string_view drv_path, std::string_view output) {
  // sha256("nix-upstream-output:<hash part of the .drv>:<name>"), name as in the output's path.
  const std::string_view base = base_name(drv_path);
  if (base.size() < 37) return {};
  std::string_view name = base.substr(33);
  if (name.ends_with(".drv")) name.remove_suffix(4);
  std::string clear = "nix-upstream-output:";
  clear += base.substr(0, 32);
  clear += ':';
  clear += name;
  if (output != "out") {
    clear += '-';
    clear += output;
  }
  return "/" + hash_of(HashAlgorithm::Sha256, clear).base32();
}

}  // namespace hm
