#include "lang/base/derivation.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/nix_oracle.hpp"

namespace hm {
namespace {

const std::string kZeros(64, '0');

Derivation sample() {
  Derivation d;
  d.outputs["out"] = {"/nix/store/" + std::string(32, 'a') + "-x", "", ""};
  d.outputs["dev"] = {"/nix/store/" + std::string(32, 'b') + "-x-dev", "", ""};
  d.input_derivations["/nix/store/" + std::string(32, '0') + "-y.drv"] = {"out", "lib"};
  d.input_sources = {"/nix/store/" + std::string(32, '1') + "-z"};
  d.system = "x86_64-linux";
  d.builder = "/bin/sh";
  d.arguments = {"-c", "echo \"hi\"\n\t\\ \r"};
  d.environment = {{"out", "o"}, {"dev", "d"}, {"empty", ""}, {"unicode", "ü€"}};
  return d;
}

std::string refusal(std::string_view text) {
  auto parsed = parse_derivation(text);
  return parsed ? std::string("accepted") : parsed.error().message();
}

TEST(Derivation, Aterm) {
  EXPECT_EQ(sample().to_aterm(),
            "Derive([(\"dev\",\"/nix/store/" + std::string(32, 'b') +
                "-x-dev\",\"\",\"\"),(\"out\",\"/nix/store/" + std::string(32, 'a') +
                "-x\",\"\",\"\")],[(\"/nix/store/" + std::string(32, '0') +
                "-y.drv\",[\"lib\",\"out\"])],[\"/nix/store/" + std::string(32, '1') +
                "-z\"],\"x86_64-linux\",\"/bin/sh\",[\"-c\",\"echo \\\"hi\\\"\\n\\t\\\\ \\r\"],"
                "[(\"dev\",\"d\"),(\"empty\",\"\"),(\"out\",\"o\"),(\"unicode\",\"ü€\")])");
}

TEST(Derivation, MaskEmptiesOutputsAndTheirVariables) {
  // Masked, two derivations that differ in their outputs' paths only are the same.
  Derivation other = sample();
  for (auto& [name, output] : other.outputs) {
    output.path = "/nix/store/" + std::string(32, 'f') + "-x";
    other.environment[name] = output.path;
  }
  const Derivation one = sample();
  EXPECT_EQ(DerivationText(one).modulo(true, {}), DerivationText(other).modulo(true, {}));
  EXPECT_FALSE(DerivationText(one).modulo(false, {}) == DerivationText(other).modulo(false, {}));
  other.environment["empty"] = "not";
  EXPECT_FALSE(DerivationText(one).modulo(true, {}) == DerivationText(other).modulo(true, {}));
}

TEST(Derivation, OutputsMayBeNamedAfterTheTextIsMade) {
  Derivation d = sample();
  const DerivationText text(d);
  d.outputs["out"].path = d.environment["out"] = "/nix/store/" + std::string(32, 'f') + "-x";
  EXPECT_EQ(text.written(), d.to_aterm());
}

TEST(Derivation, InputsOfOneHashAreUnited) {
  std::vector<ModuloInput> inputs = {{"b", {"out"}}, {"a", {"lib"}}, {"b", {"dev", "out"}}};
  unite(inputs);
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].hash, "a");
  EXPECT_EQ(inputs[1].outputs, (std::vector<std::string_view>{"dev", "out"}));
}

TEST(Derivation, PathNamesAllInputsInOrder) {
  const Derivation d = sample();
  std::vector<StorePath> references;
  for (const auto& path : d.input_sources) references.push_back(StorePath::parse("/nix/store", path).value());
  for (const auto& [path, outputs] : d.input_derivations) references.push_back(StorePath::parse("/nix/store", path).value());
  EXPECT_EQ(derivation_path("/nix/store", "x.drv", d, d.to_aterm()),
            text_path("/nix/store", "x.drv", d.to_aterm(), references));
}

TEST(Derivation, ReadsWhatItWrote) {
  const std::string text = sample().to_aterm();
  auto parsed = parse_derivation(text);
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->to_aterm(), text);
}

TEST(Derivation, EveryTruncationIsRefused) {
  const std::string text = sample().to_aterm();
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_NE(refusal(text.substr(0, size)), "accepted") << size;
}

// Whatever is accepted is what the writer would have written.
TEST(Derivation, AcceptsOnlyTheCanonicalForm) {
  const std::string text = sample().to_aterm();
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'"', '\\', ',', '[', 'n', '\0', '\n', '~'}) {
      std::string changed = text;
      changed[i] = c;
      auto parsed = parse_derivation(changed);
      if (parsed) {
        EXPECT_EQ(parsed->to_aterm(), changed) << i;
      }
    }
  }
}

TEST(Derivation, Refusals) {
  const auto with = [](const std::string& outputs, const std::string& rest = "[],[],\"s\",\"b\",[],[]") {
    return refusal("Derive([" + outputs + "]," + rest + ")");
  };
  EXPECT_EQ(with("(\"out\",\"/o\",\"\",\"\")"), "accepted");
  EXPECT_EQ(with("(\"out\",\"\",\"\",\"\")"), "accepted");
  EXPECT_EQ(with("(\"out\",\"/o\",\"r:sha256\",\"" + kZeros + "\")"), "accepted");
  EXPECT_EQ(with("(\"out\",\"\",\"r:sha256\",\"\")"), "accepted");
  EXPECT_EQ(with("(\"out\",\"\",\"r:sha256\",\"impure\")"), "accepted");
  EXPECT_NE(with(""), "accepted");
  EXPECT_NE(with("(\"out\",\"o\",\"\",\"\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"\",\"" + kZeros + "\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"\",\"r:sha256\",\"" + kZeros + "\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"r:sha256\",\"\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"sha0\",\"" + kZeros + "\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"sha256\",\"abc\")"), "accepted");
  EXPECT_NE(with("(\"b\",\"/o\",\"\",\"\"),(\"a\",\"/o\",\"\",\"\")"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"\",\"\")", "[],[\"/b\",\"/a\"],\"s\",\"b\",[],[]"), "accepted");
  EXPECT_NE(with("(\"out\",\"/o\",\"\",\"\")", "[],[],\"s\",\"b\",[],[(\"x\",\"1\"),(\"x\",\"2\")]"),
            "accepted");
  EXPECT_NE(refusal("DrvWithVersion(\"xp-dyn-drv\",[])").find("dynamic"), std::string::npos);
}

TEST(Derivation, FixedOutputsHashOnlyWhatIsFetched) {
  Derivation d;
  d.outputs["out"] = {"/nix/store/" + std::string(32, 'a') + "-x", "r:sha256", kZeros};
  d.environment["url"] = "http://one";
  const auto none = [](const std::string&) { return Hash{}; };
  const Hash one = hash_modulo(d, false, none);
  d.environment["url"] = "http://two";
  EXPECT_EQ(hash_modulo(d, false, none), one);
  d.outputs["out"].hash[0] = '1';
  EXPECT_FALSE(hash_modulo(d, false, none) == one);
}

// What the reference instantiates, we read, write back to the byte, and compute the same paths for.
class Instantiated : public ::testing::Test {
 protected:
  void check(const std::string& expression) {
    const auto done = nix_.run("nix-instantiate -E " + test::quoted(expression) + " 2>/dev/null");
    ASSERT_EQ(done.status, 0) << expression;
    const std::string path = done.out.substr(0, done.out.find_first_of("!\n"));
    check_file(path);
  }

  void check_file(const std::string& path) {
    const std::string text = test::read_text(path);
    auto d = parse_derivation(text);
    ASSERT_TRUE(d) << d.error().message() << "\n" << text;
    EXPECT_EQ(d->to_aterm(), text);

    std::vector<StorePath> references;
    for (const auto& [input, outputs] : d->input_derivations) references.push_back(store_path(input));
    for (const std::string& input : d->input_sources) references.push_back(store_path(input));
    const std::string name(store_path(path).name());
    EXPECT_EQ(text_path(nix_.store_dir(), name, text, references).in(nix_.store_dir()), path);
    if (d->is_fixed_output()) return;
    const Hash modulo = hash_modulo(*d, true, [&](const std::string& input) { return modulo_of(input); });
    for (const auto& [output, about] : d->outputs) {
      EXPECT_EQ(
          output_path(nix_.store_dir(), modulo, name.substr(0, name.size() - 4), output).in(nix_.store_dir()),
          about.path);
    }
  }

  Hash modulo_of(const std::string& path) {
    const Derivation d = parse_derivation(test::read_text(path)).value();
    return hash_modulo(d, false, [&](const std::string& input) { return modulo_of(input); });
  }
  StorePath store_path(const std::string& path) { return StorePath::parse(nix_.store_dir(), path).value(); }

  test::NixOracle nix_;
};

TEST_F(Instantiated, AgreesWithTheReference) {
  HM_NEEDS_NIX();
  const std::string base = "derivation { system = \"x\"; builder = \"/b\"; ";
  check(base + "name = \"plain\"; }");
  check(base + "name = \"escapes\"; a = \"\\\"\\\\\\n\\t\\r\"; args = [ \"x\" \"\" ]; }");
  check(base + "name = \"outputs\"; outputs = [ \"out\" \"dev\" \"lib\" ]; }");
  const std::string fixed = "(" + base + "name = \"fixed\"; outputHash = \"" + kZeros +
                            "\"; outputHashAlgo = \"sha256\"; url = \"a\"; })";
  const std::string same = "(" + base + "name = \"fixed\"; outputHash = \"" + kZeros +
                           "\"; outputHashAlgo = \"sha256\"; url = \"b\"; })";
  check(fixed);
  // Two different derivations of the same fixed output become one input of the hash.
  check(base + "name = \"uses\"; a = " + fixed + "; b = " + same + "; }");
  check(base + "name = \"source\"; a = builtins.toFile \"t\" \"hi\"; b = (" + base +
        "name = \"o\"; outputs = [ \"out\" \"bin\" ]; }).bin; }");
}

}  // namespace
}  // namespace hm
