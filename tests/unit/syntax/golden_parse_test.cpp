// Every tests/golden/parse/<topic>/<case>.nix: its canonical source is <case>.out, or its rendered errors
// <case>.err. A topic named "pipes" has the pipe operators switched on. HM_ACCEPT=1 rewrites an expectation
// and fails that test once.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "lang/base/render.hpp"
#include "syntax_fixture.hpp"

namespace hm::test {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> cases() {
  std::vector<fs::path> inputs;
  const fs::path root = HM_SOURCE_DIR "/tests/golden/parse";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".nix") inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.parent_path().filename().string() + "_" + info.param.stem().string();
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

class GoldenParseTest : public SyntaxTest, public testing::WithParamInterface<fs::path> {};

TEST_P(GoldenParseTest, IsAsExpected) {
  const fs::path& input = GetParam();
  options_.pipe_operators = input.parent_path().filename() == "pipes";
  std::string got = parsed(slurp(input));
  const bool failed = !tree_result_.errors.empty();
  if (failed) {
    got.clear();
    for (const Diagnostic& d : tree_result_.errors) got += render(d, sources_, {});
  } else {
    got += '\n';
  }
  fs::path expected = input;
  expected.replace_extension(failed ? ".err" : ".out");
  fs::path other = input;
  other.replace_extension(failed ? ".out" : ".err");
  EXPECT_FALSE(fs::exists(other)) << "expected the opposite";
  if (std::getenv("HM_ACCEPT") && slurp(expected) != got) {
    std::ofstream(expected, std::ios::binary) << got;
    FAIL() << "expectation rewritten: read the difference, then run without HM_ACCEPT";
  }
  ASSERT_TRUE(fs::exists(expected)) << "no expectation; it printed\n" << got;
  EXPECT_EQ(got, slurp(expected));
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenParseTest, testing::ValuesIn(cases()), name_of);

}  // namespace
}  // namespace hm::test
