"""The page ANOVA for all patients: what stands on demand, and a refusal with the next simpler covariance."""

from tests.pages.app import open_dashboard


def test_all_patients_and_what_stands_on_demand():
    box = "What if the missing had done worse? (imputation, tipping point) box"
    at = open_dashboard("anova", cases="all", between="sex")
    assert not at.exception
    at.session_state[box] = True
    at.session_state["Influence and residuals of single patients box"] = True
    at.run()
    assert not at.exception
    assert any("the fixed effects move most" in row.value for row in at.markdown)
    assert any("missing endpoints imputed at random" in row.value for row in at.markdown)


def test_a_refusal_offers_the_next_simpler_covariance():
    at = open_dashboard("anova", cases="all", diagnosis="BP", sex="male", age="20-50")
    offer = next(button for button in at.button if button.label.startswith("Fit with"))
    assert offer.label == "Fit with heterogeneous Toeplitz covariance"
    offer.click().run()
    assert not at.exception
    assert at.query_params["covariance"] == "toeph"
