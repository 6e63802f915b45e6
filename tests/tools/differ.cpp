// Compares hm with the reference on random expressions: value or failure must agree.
//   differ HM COUNT [SEED]
// Prints each expression on which they differ, with both results, and a summary; ends with 1 where there was
// one. Both programs get many expressions at a time; where one fails on an expression it is started again
// after it.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/expressions.hpp"
#include "tests/support/nix_oracle.hpp"

namespace {

using Expressions = std::vector<std::string>;
constexpr std::size_t kBatch = 200;
const std::string kFailure = "failure";

// One line a value, in order, until one fails.
Expressions lines_of(const std::string& program, const Expressions& expressions, std::size_t from) {
  std::string command = program;
  for (std::size_t i = from; i < expressions.size(); ++i) command += " " + hm::test::quoted(expressions[i]);
  const hm::test::CommandResult result = hm::test::run_command(command + " 2>/dev/null");
  if (result.status >= 64) {
    std::printf("ended with status %d: %s\n", result.status, command.c_str());
    if (result.status == 126 || result.status == 127) std::exit(2);  // not there at all
  }
  Expressions lines;
  std::istringstream text(result.out);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

Expressions results_of(const std::string& program, const Expressions& expressions) {
  Expressions results;
  while (results.size() < expressions.size()) {
    const Expressions lines = lines_of(program, expressions, results.size());
    results.insert(results.end(), lines.begin(), lines.end());
    if (results.size() < expressions.size()) results.push_back(kFailure);
  }
  return results;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: differ HM COUNT [SEED]\n");
    return 2;
  }
  if (!hm::test::NixOracle::available()) {
    std::fprintf(stderr, "nix-instantiate is not installed: there is nothing to compare with\n");
    return 77;
  }
  const std::size_t count = std::strtoul(argv[2], nullptr, 10);
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const hm::test::NixOracle oracle;
  const std::string settings =
      "cd / && env -u NIX_PATH -u HM_STORE_DIR NIX_CONF_DIR=" + oracle.scratch().string() +
      " XDG_CONFIG_HOME=" + oracle.scratch().string() + " XDG_CACHE_HOME=" + oracle.scratch().string() + " ";
  const std::string reference = settings + "nix-instantiate --store dummy:// --eval --strict --expr";
  const std::string ours =
      settings + hm::test::quoted(std::filesystem::absolute(argv[1]).string()) + " eval --strict --expr";
  hm::test::ExpressionGenerator generator(seed);
  std::size_t differences = 0, failures = 0;
  for (std::size_t done = 0; done < count; done += kBatch) {
    Expressions expressions;
    for (std::size_t i = done; i < std::min(count, done + kBatch); ++i)
      expressions.push_back(generator.next());
    const Expressions expected = results_of(reference, expressions), got = results_of(ours, expressions);
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      failures += expected[i] == kFailure;
      if (expected[i] == got[i]) continue;
      ++differences;
      std::printf("%s\n  reference: %s\n  hm:        %s\n", expressions[i].c_str(), expected[i].c_str(),
                  got[i].c_str());
      std::fflush(stdout);
    }
  }
  std::printf("%zu expressions with seed %llu, %zu of them failures; %zu differences\n", count,
              static_cast<unsigned long long>(seed), failures, differences);
  return differences ? 1 : 0;
}
