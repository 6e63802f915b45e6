#include "lang/base/suggest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

TEST(EditDistance, CountsSteps) {
  EXPECT_EQ(edit_distance("enable", "enable", 5), 0u);
  EXPECT_EQ(edit_distance("enabel", "enable", 5), 1u);  // a swap is one step
  EXPECT_EQ(edit_distance("enale", "enable", 5), 1u);
  EXPECT_EQ(edit_distance("enabble", "enable", 5), 1u);
  EXPECT_EQ(edit_distance("enaxle", "enable", 5), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3u);
  EXPECT_EQ(edit_distance("", "abc", 5), 3u);
}

TEST(EditDistance, GivesUpAboveTheLimit) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3u);
  EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3u);
  EXPECT_EQ(edit_distance("completely", "different!", 2), 3u);
}

TEST(EditDistance, IsSymmetric) {
  const Names words = {"", "a", "ab", "ba", "abc", "acb", "programs", "porgrams", "program"};
  for (const auto& a : words) {
    for (const auto& b : words) EXPECT_EQ(edit_distance(a, b, 9), edit_distance(b, a, 9)) << a << " " << b;
  }
}

TEST(Suggestions, NearestFirstThenByName) {
  EXPECT_THAT(nearest_names("fob", Names{"fool", "foo", "fab", "f", "unrelated"}),
              ElementsAre("fab", "foo", "f", "fool"));
}

TEST(Suggestions, AtMostFive) {
  EXPECT_THAT(nearest_names("ax", Names{"ah", "ag", "af", "ae", "ad", "ac", "ab"}),
              ElementsAre("ab", "ac", "ad", "ae", "af"));
}

TEST(Suggestions, NothingInCommonIsNoSuggestion) {
  EXPECT_THAT(nearest_names("a", Names{"b", "c", "xy"}), IsEmpty());
  EXPECT_THAT(nearest_names("ab", Names{"cd"}), IsEmpty());
  EXPECT_EQ(nearest("x", Names{}), std::nullopt);
}

TEST(Suggestions, Sentence) {
  EXPECT_EQ(did_you_mean({}), "");
  EXPECT_EQ(did_you_mean({"a"}), "did you mean 'a'?");
  EXPECT_EQ(did_you_mean({"a", "b"}), "did you mean one of 'a' or 'b'?");
  EXPECT_EQ(did_you_mean({"a", "b", "c"}), "did you mean one of 'a', 'b' or 'c'?");
}

}  // namespace
}  // namespace hm
