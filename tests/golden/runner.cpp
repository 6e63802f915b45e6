// Golden tests: every tests/golden/{eval,fail}/<topic>/<case>.nix (or <case>/in.nix) with <case>.out or
// <case>.err.
//
//   eval  evaluates the file strictly; prints the value as `hm eval --strict` does
//   fail  evaluates or parses it; the rendered diagnostic is the expectation, and there must be one of one
//   screen
//
// HM_ACCEPT=1 rewrites an expectation and fails that test once. Paths are masked as $ROOT.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/disk_host.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int kScreen = 24;  // lines: a failing expression never says more than fits on one

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string masked(std::string text, const std::string& root) {
  for (std::size_t at = text.find(root); at != std::string::npos; at = text.find(root, at)) text.replace(at, root.size(), "$ROOT");
  return text;
}

struct Outcome {
  bool ok = false;
  std::string text;
};

Outcome evaluate(const fs::path& file, const std::string& root) {
  hm::SymbolTable symbols;
  hm::SourceMap sources;
  hm::test::DiskHost host({.store_dir = "/nix/store", .modules_dir = {}, .environment = {{"HOME", "/home/golden"}}, .system = "x86_64-linux", .quiet = true});
  hm::EvaluatorOptions options;
  options.home_dir = "/home/golden";
  hm::Evaluator evaluator(symbols, sources, host, options);
  Outcome outcome;
  hm::Status status = evaluator.guarded([&] {
    hm::V value = evaluator.import_file(file.string(), hm::kNoPos);
    evaluator.force_deep(value);
    outcome.text = hm::print_plain(evaluator, value) + "\n";
  });
  outcome.ok = status.ok();
  if (!status) {
    const hm::RenderOptions how;
    outcome.text = hm::render(status.error().diagnostic(), sources, how);
    for (const hm::Diagnostic& more : status.error().diagnostic().siblings) outcome.text += hm::render(more, sources, how);
  }
  std::string said;
  for (const std::string& line : host.lines()) said += line + "\n";
  outcome.text = masked(said + outcome.text, root);
  return outcome;
}

class Golden : public testing::Test {
 public:
  Golden(fs::path input, fs::path expected, bool must_fail)
      : input_(std::move(input)), expected_(std::move(expected)), must_fail_(must_fail) {}

  void TestBody() override {
    const Outcome got = evaluate(input_, HM_SOURCE_DIR "/tests/golden");
    ASSERT_EQ(got.ok, !must_fail_) << got.text;
    if (must_fail_) {
      EXPECT_LE(std::count(got.text.begin(), got.text.end(), '\n'), kScreen) << got.text;
    }
    if (std::getenv("HM_ACCEPT")) {
      if (slurp(expected_) == got.text) return;
      std::ofstream(expected_, std::ios::binary) << got.text;
      FAIL() << "expectation rewritten: read the difference, then run without HM_ACCEPT";
    }
    ASSERT_TRUE(fs::exists(expected_)) << "no expectation beside " << input_ << "; it printed\n" << got.text;
    EXPECT_EQ(got.text, slurp(expected_));
  }

 private:
  fs::path input_, expected_;
  bool must_fail_;
};

void add_all(const fs::path& root, const char* kind, const char* extension, bool must_fail) {
  if (!fs::exists(root / kind)) return;
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::recursive_directory_iterator(root / kind)) {
    const fs::path& p = entry.path();
    if (p.extension() != ".nix") continue;
    // In a folder with in.nix only that file is a case.
    if (p.filename() != "in.nix" && fs::exists(p.parent_path() / "in.nix")) continue;
    inputs.push_back(p);
  }
  std::sort(inputs.begin(), inputs.end());
  for (const fs::path& input : inputs) {
    const fs::path unit = input.filename() == "in.nix" ? input.parent_path() : input.parent_path() / input.stem();
    fs::path expected = unit;
    expected += extension;
    std::string name = fs::relative(unit, root / kind).string();
    for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    testing::RegisterTest(kind, name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> Golden* { return new Golden(input, expected, must_fail); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const fs::path root = HM_SOURCE_DIR "/tests/golden";
  add_all(root, "eval", ".out", false);
  add_all(root, "fail", ".err", true);
  return RUN_ALL_TESTS();
}
